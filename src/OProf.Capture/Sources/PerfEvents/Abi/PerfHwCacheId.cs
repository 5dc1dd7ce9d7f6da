namespace OProf.Capture.Sources.PerfEvents.Abi;

/// <summary>enum perf_hw_cache_id (linux/perf_event.h): bits 0 to 7 of config of PERF_TYPE_HW_CACHE.</summary>
internal enum PerfHwCacheId : ulong
{
    PERF_COUNT_HW_CACHE_L1D = 0,
    PERF_COUNT_HW_CACHE_L1I = 1,
    PERF_COUNT_HW_CACHE_LL = 2,
    PERF_COUNT_HW_CACHE_DTLB = 3,
    PERF_COUNT_HW_CACHE_ITLB = 4,
    PERF_COUNT_HW_CACHE_BPU = 5,
    PERF_COUNT_HW_CACHE_NODE = 6,
}
