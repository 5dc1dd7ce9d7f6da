namespace OProf.Capture.Sources.PerfEvents.Abi;

/// <summary>enum perf_event_sample_format (linux/perf_event.h): what a sample, and in part the trailer of other records, carries.</summary>
[Flags]
internal enum PerfSampleFormat : ulong
{
    None = 0,
    PERF_SAMPLE_IP = 1U << 0,
    PERF_SAMPLE_TID = 1U << 1,
    PERF_SAMPLE_TIME = 1U << 2,
    PERF_SAMPLE_ADDR = 1U << 3,
    PERF_SAMPLE_READ = 1U << 4,
    PERF_SAMPLE_CALLCHAIN = 1U << 5,
    PERF_SAMPLE_ID = 1U << 6,
    PERF_SAMPLE_CPU = 1U << 7,
    PERF_SAMPLE_PERIOD = 1U << 8,
    PERF_SAMPLE_STREAM_ID = 1U << 9,
    PERF_SAMPLE_RAW = 1U << 10,
    PERF_SAMPLE_BRANCH_STACK = 1U << 11,
    PERF_SAMPLE_REGS_USER = 1U << 12,
    PERF_SAMPLE_STACK_USER = 1U << 13,
    PERF_SAMPLE_WEIGHT = 1U << 14,
    PERF_SAMPLE_DATA_SRC = 1U << 15,
    PERF_SAMPLE_IDENTIFIER = 1U << 16,
    PERF_SAMPLE_TRANSACTION = 1U << 17,
    PERF_SAMPLE_REGS_INTR = 1U << 18,
    PERF_SAMPLE_PHYS_ADDR = 1U << 19,
    PERF_SAMPLE_AUX = 1U << 20,
    PERF_SAMPLE_CGROUP = 1U << 21,
    PERF_SAMPLE_DATA_PAGE_SIZE = 1U << 22,
    PERF_SAMPLE_CODE_PAGE_SIZE = 1U << 23,
    PERF_SAMPLE_WEIGHT_STRUCT = 1U << 24,
}
