namespace OProf.Capture.Sources.PerfEvents.Abi;

/// <summary>enum perf_hw_cache_op_result_id (linux/perf_event.h): bits 16 to 23 of config of PERF_TYPE_HW_CACHE.</summary>
internal enum PerfHwCacheOpResultId : ulong
{
    PERF_COUNT_HW_CACHE_RESULT_ACCESS = 0,
    PERF_COUNT_HW_CACHE_RESULT_MISS = 1,
}
