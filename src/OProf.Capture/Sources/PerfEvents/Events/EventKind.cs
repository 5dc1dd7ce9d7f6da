namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>Where an event comes from.</summary>
public enum EventKind
{
    /// <summary>A counter of the processor under a name every processor shares (PERF_TYPE_HARDWARE).</summary>
    Hardware,

    /// <summary>An event of the kernel; works without counters (PERF_TYPE_SOFTWARE).</summary>
    Software,

    /// <summary>A cache's accesses or misses (PERF_TYPE_HW_CACHE).</summary>
    HardwareCache,

    /// <summary>A number from the processor's manual (PERF_TYPE_RAW).</summary>
    Raw,

    /// <summary>An event of a performance monitoring unit that sysfs describes.</summary>
    Pmu,
}
