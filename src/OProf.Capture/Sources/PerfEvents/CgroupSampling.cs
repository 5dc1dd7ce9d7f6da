using OProf.Capture.Native;
using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Capture.Sources.PerfEvents;

/// <summary>
/// Whether this kernel says the control group of a sample. All events of a session ask for the same fields, so that has to be known
/// before the first of them is opened; and a refusal would not tell which field it is about.
/// </summary>
internal static class CgroupSampling
{
    /// <summary>What a session says that has to do without.</summary>
    public const string Missing =
        "The control groups of samples are not known: the kernel is older than 5.7, or was built without CONFIG_CGROUP_PERF.";

    private static readonly Lazy<bool> s_isSupported = new(Try);

    /// <summary>Whether it does; found out once.</summary>
    public static bool IsSupported => s_isSupported.Value;

    // An event of this thread that takes no samples, which needs no permission but where nothing at all is permitted: the session
    // then fails with its own events, and says why.
    private static bool Try()
    {
        var attr = new PerfEventAttr
        {
            Type = PerfTypeId.PERF_TYPE_SOFTWARE,
            Config = (ulong)PerfSwIds.PERF_COUNT_SW_DUMMY,
            SampleType = PerfSampleFormat.PERF_SAMPLE_CGROUP,
            Flags = PerfEventAttrFlags.Disabled | PerfEventAttrFlags.ExcludeKernel | PerfEventAttrFlags.ExcludeHv,
        };
        int fd = PerfEventOpen.Invoke(ref attr, 0, PerfEventOpen.Any, PerfEventOpen.NoGroup, PerfEventOpenFlags.PERF_FLAG_FD_CLOEXEC);
        if (fd >= 0)
            _ = Close.Invoke(fd);
        return fd >= 0;
    }
}
