namespace OProf.Capture.Sources.PerfEvents.Abi;

/// <summary>The bit-field of struct perf_event_attr, in its order (linux/perf_event.h).</summary>
[Flags]
internal enum PerfEventAttrFlags : ulong
{
    None = 0,

    /// <summary>Off until an ioctl or an exec enables it.</summary>
    Disabled = 1UL << 0,

    /// <summary>Threads and children that the task starts later are counted too.</summary>
    Inherit = 1UL << 1,
    Pinned = 1UL << 2,
    Exclusive = 1UL << 3,
    ExcludeUser = 1UL << 4,
    ExcludeKernel = 1UL << 5,
    ExcludeHv = 1UL << 6,
    ExcludeIdle = 1UL << 7,

    /// <summary>Records of executable mappings.</summary>
    Mmap = 1UL << 8,

    /// <summary>Records of changed thread names.</summary>
    Comm = 1UL << 9,

    /// <summary>sample_period is a frequency.</summary>
    Freq = 1UL << 10,
    InheritStat = 1UL << 11,
    EnableOnExec = 1UL << 12,

    /// <summary>Records of fork and exit.</summary>
    Task = 1UL << 13,

    /// <summary>wakeup_watermark counts bytes, not records.</summary>
    Watermark = 1UL << 14,

    /// <summary>Mask of the two bits of precise_ip.</summary>
    PreciseIp = 3UL << PerfEventAttrBits.PreciseIpShift,

    /// <summary>Records of mappings that are not executable.</summary>
    MmapData = 1UL << 17,

    /// <summary>Records that are no samples carry the trailer {pid, tid, time, cpu, identifier}.</summary>
    SampleIdAll = 1UL << 18,
    ExcludeHost = 1UL << 19,
    ExcludeGuest = 1UL << 20,
    ExcludeCallchainKernel = 1UL << 21,
    ExcludeCallchainUser = 1UL << 22,
    Mmap2 = 1UL << 23,
    CommExec = 1UL << 24,
    UseClockid = 1UL << 25,
    ContextSwitch = 1UL << 26,
    WriteBackward = 1UL << 27,
    Namespaces = 1UL << 28,
    Ksymbol = 1UL << 29,
    BpfEvent = 1UL << 30,
    AuxOutput = 1UL << 31,
    Cgroup = 1UL << 32,
    TextPoke = 1UL << 33,

    /// <summary>MMAP2 records carry the build id in place of device and inode.</summary>
    BuildId = 1UL << 34,
    InheritThread = 1UL << 35,
    RemoveOnExec = 1UL << 36,
    Sigtrap = 1UL << 37,
}
