namespace OProf.Capture.Sources.PerfEvents.Abi;

/// <summary>enum perf_event_read_format (linux/perf_event.h): what read(2) and PERF_SAMPLE_READ give.</summary>
[Flags]
internal enum PerfReadFormat : ulong
{
    None = 0,
    PERF_FORMAT_TOTAL_TIME_ENABLED = 1U << 0,
    PERF_FORMAT_TOTAL_TIME_RUNNING = 1U << 1,
    PERF_FORMAT_ID = 1U << 2,
    PERF_FORMAT_GROUP = 1U << 3,
    PERF_FORMAT_LOST = 1U << 4,
}
