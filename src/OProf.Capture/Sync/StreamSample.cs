namespace OProf.Capture.Sync;

/// <summary>A sample as it goes into the stream; what the fields mean is said at <see cref="StreamEvent"/>.</summary>
public ref struct StreamSample
{
    /// <summary>CLOCK_MONOTONIC nanoseconds.</summary>
    public ulong Time { get; set; }

    /// <summary>The CPU.</summary>
    public int Cpu { get; set; }

    /// <summary>The mode.</summary>
    public ProcessorMode Mode { get; set; }

    /// <summary>Row of the <see cref="TaskTable"/>; -1 where it is not known.</summary>
    public int Task { get; set; }

    /// <summary>Process id; -1 where it is not known.</summary>
    public int ProcessId { get; set; }

    /// <summary>Thread id; -1 where it is not known.</summary>
    public int ThreadId { get; set; }

    /// <summary>Cookie of the task's executable.</summary>
    public ulong ExecutableCookie { get; set; }

    /// <summary>The file that the offset is in.</summary>
    public ulong Cookie { get; set; }

    /// <summary>Offset in the file, or the address.</summary>
    public ulong Offset { get; set; }

    /// <summary>Index of the event in the session's list of events.</summary>
    public int Event { get; set; }

    /// <summary>What the sample stands for.</summary>
    public ulong Period { get; set; }

    /// <summary>Number of the call chain; 0 for none.</summary>
    public int Stack { get; set; }

    /// <summary>
    /// Whether mode, file and offset are known to be those of the innermost frame of the call chain. The stream does not say it.
    /// </summary>
    internal bool IsInnermostFrame { get; set; }

    /// <summary>Whether process, thread and executable are known to be those of the task's row. The stream does not say it.</summary>
    internal bool IsOfTask { get; set; }

    /// <summary>The values of the sample's group of events; empty without a group.</summary>
    public ReadOnlySpan<ulong> Values { get; set; }
}
