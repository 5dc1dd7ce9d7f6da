namespace OProf.Capture.Counters;

/// <summary>What became of a counter.</summary>
public enum CounterStatus
{
    /// <summary>It counted.</summary>
    Counted,

    /// <summary>It was open, but never on the hardware while the work ran: it has no value, which is not the value 0.</summary>
    NotCounted,

    /// <summary>This machine or kernel does not have the event, or cannot count it for a process.</summary>
    NotSupported,

    /// <summary>The permissions forbid the event.</summary>
    NotPermitted,
}
