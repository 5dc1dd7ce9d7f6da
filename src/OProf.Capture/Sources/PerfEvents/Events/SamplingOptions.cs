namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>How the events of a session are sampled.</summary>
public sealed record SamplingOptions
{
    /// <summary>Samples per second and CPU where nothing else is said: no divisor of a timer's rate, so it does not run in step with one.</summary>
    public const ulong DefaultFrequency = 999;

    /// <summary>Samples per second and CPU, 1 to kernel.perf_event_max_sample_rate; the kernel adapts the period to reach it.</summary>
    public ulong Frequency { get; init; } = DefaultFrequency;

    /// <summary>Events between two samples, 1 to 2^63-1, in place of <see cref="Frequency"/>; null samples by frequency.</summary>
    public ulong? Period { get; init; }

    /// <summary>Samples carry the call chain.</summary>
    public bool CallChain { get; init; }

    /// <summary>Most frames of a call chain; 0 means kernel.perf_event_max_stack.</summary>
    public ushort MaxStack { get; init; }

    /// <summary>The kernel is not sampled, whatever the events say.</summary>
    public bool ExcludeKernel { get; init; }

    /// <summary>User space is not sampled, whatever the events say.</summary>
    public bool ExcludeUser { get; init; }

    /// <summary>Sampling begins when the task executes a program.</summary>
    public bool EnableOnExec { get; init; }

    /// <summary>Threads and children that the task starts later are sampled too. Of no meaning system-wide.</summary>
    public bool Inherit { get; init; }

    /// <summary>Bytes in a ring before its reader is woken; 0 means half the ring.</summary>
    public uint WakeupWatermark { get; init; }

    /// <summary>Reading an event tells how many of its samples were lost (PERF_FORMAT_LOST, Linux 6.0 and later).</summary>
    public bool CountLost { get; init; }

    /// <summary>Samples carry the control group of their task (PERF_SAMPLE_CGROUP, Linux 5.7 and later with CONFIG_CGROUP_PERF).</summary>
    public bool Cgroup { get; init; }

    /// <summary>The tracker records each switch of a task to and from a CPU.</summary>
    public bool ContextSwitches { get; init; } = true;
}
