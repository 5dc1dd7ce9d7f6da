namespace OProf.Analysis.Profiles.CallTrees;

/// <summary>Which way a call tree goes.</summary>
public enum CallTreeDirection
{
    /// <summary>From where programs begin to what they call.</summary>
    Callees,

    /// <summary>From where samples were taken to who calls that.</summary>
    Callers,
}
