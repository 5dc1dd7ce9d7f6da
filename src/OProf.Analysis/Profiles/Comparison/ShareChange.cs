namespace OProf.Analysis.Profiles.Comparison;

/// <summary>What became of a share.</summary>
public enum ShareChange
{
    /// <summary>What it differs by may be chance.</summary>
    None,

    /// <summary>It grew by more than chance.</summary>
    Increased,

    /// <summary>It fell by more than chance.</summary>
    Decreased,

    /// <summary>The baseline has no sample of it; whether that may be chance is said by the row's significance.</summary>
    New,

    /// <summary>Only the baseline has samples of it; whether that may be chance is said by the row's significance.</summary>
    Removed,
}
