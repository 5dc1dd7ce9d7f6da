using OProf.Capture.Markers.Probes;
using OProf.Capture.Sources.Scripts;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions;

/// <summary>
/// What a session captures and how. With neither a command nor processes the target is the whole system.
/// </summary>
public sealed record CaptureOptions
{
    /// <summary>Samples a second by default: no divisor of the usual timer rates, so that it does not beat with them.</summary>
    public const int DefaultFrequency = 999;

    /// <summary>Bytes that a session keeps by default.</summary>
    public const long DefaultMaxMemory = 512L << 20;

    /// <summary>A command to launch and its arguments; counting begins at its exec. Null for none.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Folder the command starts in; null for the current one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Where the command's output goes.</summary>
    public CommandOutput CommandOutput { get; init; }

    /// <summary>Processes to attach to, with all their threads and what they start.</summary>
    public IReadOnlyList<int> ProcessIds { get; init; } = [];

    /// <summary>Names of processes to attach to, as <c>/proc/PID/comm</c> or the executable's file name has them; <c>*</c> and <c>?</c> match.</summary>
    public IReadOnlyList<string> ProcessNames { get; init; } = [];

    /// <summary>CPUs to capture on; null for all that are online.</summary>
    public IReadOnlyList<int>? Cpus { get; init; }

    /// <summary>Events and groups in the notation of <c>perf list</c>.</summary>
    public IReadOnlyList<string> Events { get; init; } = ["cycles"];

    /// <summary>Samples a second and CPU; null for <see cref="DefaultFrequency"/>, unless <see cref="Period"/> is set.</summary>
    public int? Frequency { get; init; }

    /// <summary>Take a sample every so many occurrences; nanoseconds for the clock events.</summary>
    public long? Period { get; init; }

    /// <summary>How call chains are taken.</summary>
    public CallGraphMode CallGraph { get; init; } = CallGraphMode.FramePointer;

    /// <summary>Time after which the session ends by itself, suspensions not counted; null for none.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Number of samples after which the session ends by itself; null for none.</summary>
    public long? MaxSamples { get; init; }

    /// <summary>
    /// Bytes of each CPU's ring: a power of two of at least one page. Null for the largest that is sensible and permitted.
    /// </summary>
    public long? BufferSize { get; init; }

    /// <summary>Most bytes that the session keeps: samples, call chains, names.</summary>
    public long MaxMemory { get; init; } = DefaultMaxMemory;

    /// <summary>Name of the session; null for one made from its number.</summary>
    public string? Name { get; init; }

    /// <summary>Whether samples in the kernel are left out.</summary>
    public bool ExcludeKernel { get; init; }

    /// <summary>Whether samples in user space are left out.</summary>
    public bool ExcludeUser { get; init; }

    /// <summary>
    /// Whether the time that threads spend off the CPU is taken, too, as samples of the events of <see cref="OffCpuEvents"/>.
    /// Each switch of a thread costs about a sample then.
    /// </summary>
    public bool OffCpu { get; init; }

    /// <summary>
    /// A folder that the session is written to while it runs, as Common Trace Format 1.8; null to keep it in memory. Memory
    /// stays at the size of the buffers then, however long it runs.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Whether a recording that is in <see cref="Path"/> already may be deleted.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// What gives way when <see cref="MaxMemory"/> is reached: the session, which ends, or what is oldest of it (a flight
    /// recorder).
    /// </summary>
    public BufferRetention Mode { get; init; }

    /// <summary>With <see cref="BufferRetention.Overwrite"/>, the time to keep at least; null for as much as fits.</summary>
    public TimeSpan? Last { get; init; }

    /// <summary>
    /// Bytes of the ring in which the session is published for other processes of the user: a power of two of at least
    /// 128 KiB. 0 for a session that nobody else is to follow.
    /// </summary>
    public long PublishedSize { get; init; } = 4 << 20;

    /// <summary>Probes that are connected before sampling begins, so that a command is seen from its exec.</summary>
    public IReadOnlyList<ProbeOptions> Probes { get; init; } = [];

    /// <summary>
    /// Says the calls of a script that the thread which starts the session runs: they become the outermost frames of that
    /// thread's samples. Null for none.
    /// </summary>
    public IScriptCalls? ScriptCalls { get; init; }

    /// <summary>Whether a part of the stream is in memory only: the rest is on disk, or has been overwritten.</summary>
    internal bool KeepsWindow => Path is not null || Mode == BufferRetention.Overwrite;
}
