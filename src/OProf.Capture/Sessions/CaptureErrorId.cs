namespace OProf.Capture.Sessions;

/// <summary>The stable ids of errors around events and permissions: scripts and the troubleshooting page go by them.</summary>
public static class CaptureErrorId
{
    /// <summary>No event has this name.</summary>
    public const string EventUnknown = "OProfEventUnknown";

    /// <summary>A letter after the event's colon is no modifier, or does not go with the others.</summary>
    public const string EventModifierUnknown = "OProfEventModifierUnknown";

    /// <summary>Commas, braces or slashes of an event selection do not fit together.</summary>
    public const string EventGroupSyntax = "OProfEventGroupSyntax";

    /// <summary>A term between the slashes of a PMU event is not known to the PMU, or its value does not fit.</summary>
    public const string EventTermInvalid = "OProfEventTermInvalid";

    /// <summary>The kernel has no perf events (ENOSYS).</summary>
    public const string PerfNotSupported = "OProfPerfNotSupported";

    /// <summary>The operating system is not Linux.</summary>
    public const string NotLinux = "OProfNotLinux";

    /// <summary>Not allowed to sample all processes.</summary>
    public const string AccessSystemWide = "OProfAccessSystemWide";

    /// <summary>Not allowed to sample this process.</summary>
    public const string AccessProcess = "OProfAccessProcess";

    /// <summary>Not allowed to sample the kernel.</summary>
    public const string AccessKernel = "OProfAccessKernel";

    /// <summary>The machine does not have this event (ENOENT, EOPNOTSUPP, ENODEV).</summary>
    public const string EventNotSupported = "OProfEventNotSupported";

    /// <summary>The kernel does not take the event as it was asked for (EINVAL, E2BIG).</summary>
    public const string EventInvalid = "OProfEventInvalid";

    /// <summary>The frequency is above kernel.perf_event_max_sample_rate.</summary>
    public const string FrequencyTooHigh = "OProfFrequencyTooHigh";

    /// <summary>No descriptor is left (EMFILE, ENFILE).</summary>
    public const string TooManyFiles = "OProfTooManyFiles";

    /// <summary>The ring buffer is more memory than this user may lock.</summary>
    public const string LockedMemory = "OProfLockedMemory";

    /// <summary>The process is gone or never was (ESRCH).</summary>
    public const string ProcessNotFound = "OProfProcessNotFound";

    /// <summary>The CPU is offline or does not exist.</summary>
    public const string CpuOffline = "OProfCpuOffline";

    /// <summary>Another user of the counters holds them (EBUSY).</summary>
    public const string ResourceBusy = "OProfResourceBusy";

    /// <summary>The kernel has no memory for it (ENOMEM, ENOSPC).</summary>
    public const string OutOfMemory = "OProfOutOfMemory";

    /// <summary>The kernel refused for a reason that has no id of its own; the message names the errno.</summary>
    public const string PerfFailed = "OProfPerfFailed";

    /// <summary>tracefs is mounted nowhere and may not be mounted.</summary>
    public const string TracingNotFound = "OProfTracingNotFound";

    /// <summary>tracefs may not be read.</summary>
    public const string TracingDenied = "OProfTracingDenied";

    /// <summary>A tracepoint's format is not what it should be.</summary>
    public const string TracepointFormat = "OProfTracepointFormat";

    /// <summary>Not allowed to open a tracepoint.</summary>
    public const string TracepointAccess = "OProfTracepointAccess";

    /// <summary>The kernel does not take a filter.</summary>
    public const string MarkerFilter = "OProfMarkerFilter";

    /// <summary>A file cannot be probed.</summary>
    public const string UserProbeFile = "OProfUserProbeFile";

    /// <summary>A text is no user probe.</summary>
    public const string UserProbeSyntax = "OProfUserProbeSyntax";

    /// <summary>A file has no such symbol.</summary>
    public const string UserProbeSymbol = "OProfUserProbeSymbol";

    /// <summary>The kernel does not take a user probe.</summary>
    public const string UserProbeRefused = "OProfUserProbeRefused";
}
