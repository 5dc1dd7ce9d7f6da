using OProf.Capture.Sync;

namespace OProf.Capture.Sessions.Definitions;

/// <summary>What a session is: everything that is known when it begins and does not change.</summary>
public sealed record SessionDescription
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it captures, in words.</summary>
    public required string Target { get; init; }

    /// <summary>Names of the events.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>For each event the indices of the members whose values its samples carry.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Groups { get; init; }

    /// <summary>The CPUs.</summary>
    public required IReadOnlyList<int> Cpus { get; init; }

    /// <summary>Bytes of each CPU's ring.</summary>
    public long RingSize { get; init; }

    /// <summary>Wall-clock time of its start.</summary>
    public DateTimeOffset StartTime { get; init; }

    /// <summary>CLOCK_MONOTONIC nanoseconds of its start.</summary>
    public ulong StartTimestamp { get; init; }

    /// <summary>Samples a second and CPU; null where a period is set.</summary>
    public int? Frequency { get; init; }

    /// <summary>Occurrences between two samples; null where a frequency is set.</summary>
    public long? Period { get; init; }

    /// <summary>How call chains are taken.</summary>
    public CallGraphMode CallGraph { get; init; }

    /// <summary>Whether samples in the kernel are left out.</summary>
    public bool ExcludeKernel { get; init; }

    /// <summary>Whether samples in user space are left out.</summary>
    public bool ExcludeUser { get; init; }

    /// <summary>Most bytes that it keeps.</summary>
    public long MaxMemory { get; init; } = CaptureOptions.DefaultMaxMemory;

    /// <summary>What gives way at that limit.</summary>
    public BufferRetention Mode { get; init; }

    /// <summary>With <see cref="BufferRetention.Overwrite"/>, the time that it keeps at least; null for as much as fits.</summary>
    public TimeSpan? Last { get; init; }

    /// <summary>The command that it launched; null for none.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Process id of that command.</summary>
    public int? CommandProcessId { get; init; }

    /// <summary>The machine's name.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The kernel's release.</summary>
    public string KernelRelease { get; init; } = "";

    /// <summary>The processor's architecture, as <c>uname -m</c> says it.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>The kernel's id of this boot: CLOCK_MONOTONIC of another boot has another zero.</summary>
    public string BootId { get; init; } = "";

    /// <summary>The description of a session that has begun.</summary>
    public static SessionDescription Of(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new SessionDescription
        {
            Name = session.Name,
            Target = session.Target,
            Events = session.EventNames,
            Groups = session.EventGroups,
            Cpus = session.Cpus,
            RingSize = session.RingSize,
            StartTime = session.StartTime,
            StartTimestamp = session.StartTimestamp,
            Frequency = session.Options.Period is null ? session.Options.Frequency ?? CaptureOptions.DefaultFrequency : null,
            Period = session.Options.Period,
            CallGraph = session.Options.CallGraph,
            ExcludeKernel = session.Options.ExcludeKernel,
            ExcludeUser = session.Options.ExcludeUser,
            MaxMemory = session.Options.MaxMemory,
            Mode = session.Options.Mode,
            Last = session.Options.Last,
            Command = session.Command?.Command,
            CommandProcessId = session.Command?.ProcessId,
            HostName = session.HostName,
            KernelRelease = session.KernelRelease,
            Architecture = session.Architecture,
            BootId = session.BootId,
        };
    }

    /// <summary>The options that say as much of it as is known.</summary>
    public CaptureOptions ToOptions() => new()
    {
        Name = Name,
        Command = Command,
        Events = Events,
        Cpus = Cpus,
        Frequency = Period is null ? Frequency : null,
        Period = Period,
        CallGraph = CallGraph,
        ExcludeKernel = ExcludeKernel,
        ExcludeUser = ExcludeUser,
        MaxMemory = MaxMemory,
        Mode = Mode,
        Last = Last,
    };
}
