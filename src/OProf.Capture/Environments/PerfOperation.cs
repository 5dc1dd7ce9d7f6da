namespace OProf.Capture.Environments;

/// <summary>What was being done when the kernel refused.</summary>
internal enum PerfOperation
{
    /// <summary>perf_event_open(2).</summary>
    Open,

    /// <summary>mmap(2) of an event's ring.</summary>
    Map,

    /// <summary>ioctl(2) on an event.</summary>
    Control,
}
