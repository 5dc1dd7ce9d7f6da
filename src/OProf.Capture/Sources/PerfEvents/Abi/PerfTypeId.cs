namespace OProf.Capture.Sources.PerfEvents.Abi;

/// <summary>enum perf_type_id (linux/perf_event.h). PMUs beyond these have a number of their own in their "type" file in sysfs.</summary>
internal enum PerfTypeId : uint
{
    PERF_TYPE_HARDWARE = 0,
    PERF_TYPE_SOFTWARE = 1,
    PERF_TYPE_TRACEPOINT = 2,
    PERF_TYPE_HW_CACHE = 3,
    PERF_TYPE_RAW = 4,
    PERF_TYPE_BREAKPOINT = 5,
}
