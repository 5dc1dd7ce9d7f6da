namespace OProf.Capture.Environments;

/// <summary>What was tried with which event on what.</summary>
/// <param name="Operation">What was tried.</param>
/// <param name="EventName">The event as the user named it.</param>
/// <param name="Pid">The process or thread id; 0 for this process, -1 or less for all.</param>
/// <param name="Cpu">The CPU; -1 for any.</param>
internal sealed record PerfAttempt(PerfOperation Operation, string EventName, int Pid, int Cpu)
{
    /// <summary>The kernel was to be sampled: exclude_kernel was not set.</summary>
    public bool Kernel { get; init; }

    /// <summary>Samples per second that were asked for; null where a period was.</summary>
    public ulong? Frequency { get; init; }

    /// <summary>The precise level that was asked for.</summary>
    public int PreciseIp { get; init; }

    /// <summary>Bytes of the ring that was to be mapped.</summary>
    public long RingBytes { get; init; }

    /// <summary>Bytes of all rings of the session, this one included.</summary>
    public long AllRingBytes { get; init; }

    /// <summary>All processes of a CPU.</summary>
    public bool IsSystemWide => Pid < 0;

    /// <summary>For a sentence: "all processes on CPU 3", "process 1234".</summary>
    public string Target => this switch
    {
        { Pid: < 0 } => $"all processes on CPU {Cpu}",
        { Pid: 0 } => "this process",
        _ => $"process {Pid}",
    };
}
