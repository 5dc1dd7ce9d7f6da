namespace OProf.PowerShell.Objects;

/// <summary>What a probe does with a hit.</summary>
public enum ProbeAction
{
    /// <summary>Puts it into the session's stream.</summary>
    Record,

    /// <summary>Counts it.</summary>
    Count,

    /// <summary>Keeps the statistic of a field.</summary>
    Statistic,

    /// <summary>Measures the time to a hit of another marker.</summary>
    Latency,

    /// <summary>Does something with the session.</summary>
    Trigger,

    /// <summary>Runs a script block.</summary>
    Script,
}
