namespace OProf.Capture.Sync;

/// <summary>
/// One decoded entry of the event stream, together with the state that the stream is in at that place. A few integers; the
/// tables of the session say what they mean.
/// </summary>
public struct StreamEvent
{
    /// <summary>What the entry says.</summary>
    public EventKind Kind { get; internal set; }

    /// <summary>
    /// CLOCK_MONOTONIC nanoseconds of a sample, a loss or data; for the other kinds that of the last entry which had one
    /// (0 before the first).
    /// </summary>
    public ulong Time { get; internal set; }

    /// <summary>The CPU; -1 before the first CPU switch.</summary>
    public int Cpu { get; internal set; }

    /// <summary>Row of the <see cref="TaskTable"/>; -1 where it is not known.</summary>
    public int Task { get; internal set; }

    /// <summary>Process id; -1 where it is not known.</summary>
    public int ProcessId { get; internal set; }

    /// <summary>Thread id; -1 where it is not known.</summary>
    public int ThreadId { get; internal set; }

    /// <summary>Cookie of the task's executable.</summary>
    public ulong ExecutableCookie { get; internal set; }

    /// <summary>The mode.</summary>
    public ProcessorMode Mode { get; internal set; }

    /// <summary>The file that <see cref="Offset"/> is in; <see cref="Sync.Cookie.NoCookie"/> for kernel and anonymous memory.</summary>
    public ulong Cookie { get; internal set; }

    /// <summary>Offset in the file of the cookie; the address itself where there is no file.</summary>
    public ulong Offset { get; internal set; }

    /// <summary>Index of the event in the session's list of events.</summary>
    public int Event { get; internal set; }

    /// <summary>What the sample stands for, in the event's unit: nanoseconds for the clocks, else occurrences.</summary>
    public ulong Period { get; internal set; }

    /// <summary>Number of the call chain in the <see cref="StackTable"/>; 0 for none.</summary>
    public int Stack { get; internal set; }

    /// <summary>For losses: the cause.</summary>
    public LossCause LossCause { get; internal set; }

    /// <summary>For losses: how many records.</summary>
    public long LostCount { get; internal set; }

    /// <summary>For data: its kind, or OProfile's code of it.</summary>
    public ulong DataKind { get; internal set; }

    /// <summary>
    /// For a sample of a group: each member's value, what it counted since the last sample; for data: the payload's words.
    /// Empty for everything else.
    /// </summary>
    public ReadOnlyMemory<ulong> Values { get; internal set; }
}
