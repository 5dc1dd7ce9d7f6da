namespace OProf.Capture.Sources.UserProbes;

/// <summary>What kind of place a user probe is.</summary>
internal enum UserProbeKind
{
    /// <summary>An instruction.</summary>
    Entry,

    /// <summary>The return of a function.</summary>
    Return,

    /// <summary>A static probe (USDT), which may be at several places.</summary>
    Static,
}
