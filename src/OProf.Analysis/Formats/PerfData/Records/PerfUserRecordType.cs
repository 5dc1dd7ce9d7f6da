namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>Types of the records that perf itself writes (tools/perf, enum perf_user_event_type).</summary>
internal enum PerfUserRecordType : uint
{
    /// <summary>The first of them; what is below is the kernel's.</summary>
    PERF_RECORD_HEADER_ATTR = 64,
    PERF_RECORD_HEADER_TRACING_DATA = 66,
    PERF_RECORD_HEADER_BUILD_ID = 67,
    PERF_RECORD_FINISHED_ROUND = 68,
    PERF_RECORD_AUXTRACE = 71,
    PERF_RECORD_EVENT_UPDATE = 78,
    PERF_RECORD_HEADER_FEATURE = 80,
    PERF_RECORD_COMPRESSED = 81,
    PERF_RECORD_COMPRESSED2 = 83,
}
