namespace OProf.Capture.Sources.PerfEvents.Abi;

/// <summary>enum perf_hw_cache_op_id (linux/perf_event.h): bits 8 to 15 of config of PERF_TYPE_HW_CACHE.</summary>
internal enum PerfHwCacheOpId : ulong
{
    PERF_COUNT_HW_CACHE_OP_READ = 0,
    PERF_COUNT_HW_CACHE_OP_WRITE = 1,
    PERF_COUNT_HW_CACHE_OP_PREFETCH = 2,
}
