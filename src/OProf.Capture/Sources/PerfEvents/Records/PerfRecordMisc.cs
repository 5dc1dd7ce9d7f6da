using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>The misc field of a record's header (linux/perf_event.h, PERF_RECORD_MISC_*).</summary>
internal static class PerfRecordMisc
{
    public const ushort PERF_RECORD_MISC_CPUMODE_MASK = 7;
    public const ushort PERF_RECORD_MISC_COMM_EXEC = 1 << 13;
    public const ushort PERF_RECORD_MISC_FORK_EXEC = 1 << 13;
    public const ushort PERF_RECORD_MISC_MMAP_DATA = 1 << 13;
    public const ushort PERF_RECORD_MISC_SWITCH_OUT = 1 << 13;
    public const ushort PERF_RECORD_MISC_MMAP_BUILD_ID = 1 << 14;
    public const ushort PERF_RECORD_MISC_SWITCH_OUT_PREEMPT = 1 << 14;

    /// <summary>The mode that a record's CPU was in.</summary>
    public static ProcessorMode ModeOf(ushort misc) => (misc & PERF_RECORD_MISC_CPUMODE_MASK) switch
    {
        1 => ProcessorMode.Kernel,
        2 => ProcessorMode.User,
        3 => ProcessorMode.Hypervisor,
        4 => ProcessorMode.GuestKernel,
        5 => ProcessorMode.GuestUser,
        _ => ProcessorMode.Unknown,
    };
}
