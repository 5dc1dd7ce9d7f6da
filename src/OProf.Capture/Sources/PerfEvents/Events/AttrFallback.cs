using OProf.Capture.Native;
using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>
/// Something an attribute can do without, for a kernel or a permission that does not give it. An opener that was refused goes down
/// <see cref="Ladder"/>, dropping one thing after the other and keeping what it dropped, until the kernel takes the attribute; the
/// sentences of what was dropped then stand on the session. When nothing helps, the error is that of the undiminished attribute.
/// Clock, and with it <see cref="PerfEventAttrFlags.UseClockid"/>, must be dropped from all events of a session or from none.
/// </summary>
/// <param name="Name">The thing, by its name in linux/perf_event.h.</param>
/// <param name="Errnos">The answers of perf_event_open to which this may be the cure.</param>
/// <param name="Clears">Bits of the attribute it takes away.</param>
/// <param name="Sets">Bits it adds.</param>
/// <param name="ClearsRead">Bits of read_format it takes away.</param>
/// <param name="Sentence">What the session says of it.</param>
internal sealed record AttrFallback(
    string Name,
    IReadOnlyList<int> Errnos,
    PerfEventAttrFlags Clears,
    PerfEventAttrFlags Sets,
    PerfReadFormat ClearsRead,
    string Sentence)
{
    private static readonly int[] Invalid = [Errno.EINVAL];

    /// <summary>All of them, in the order to try them: newest first, as a kernel that lacks an older thing lacks the newer ones too.</summary>
    public static IReadOnlyList<AttrFallback> Ladder { get; } =
    [
        new("exclude_kernel", [Errno.EACCES, Errno.EPERM], 0, PerfEventAttrFlags.ExcludeKernel, 0,
            "The kernel is not sampled: kernel.perf_event_paranoid or a missing CAP_PERFMON does not allow it."),
        new("inherit with PERF_SAMPLE_READ", Invalid, PerfEventAttrFlags.Inherit, 0, 0,
            "Threads and children that start later are not sampled by this group: kernels before 6.12 cannot give them values of a group."),
        new("PERF_FORMAT_LOST", Invalid, 0, 0, PerfReadFormat.PERF_FORMAT_LOST,
            "Losses at the very end of the capture are not counted: kernels before 6.0 report a loss with the record after it only."),
        new("build_id", Invalid, PerfEventAttrFlags.BuildId, 0, 0,
            "Mappings come without build ids (kernels before 5.12): files are taken by path, and may have changed since."),
        new("cgroup", Invalid, PerfEventAttrFlags.Cgroup, 0, 0,
            "Control groups are not recorded (kernels before 5.7)."),
        new("bpf_event", Invalid, PerfEventAttrFlags.BpfEvent, 0, 0,
            "BPF programs that are loaded during the capture stay unnamed (kernels before 5.1)."),
        new("ksymbol", Invalid, PerfEventAttrFlags.Ksymbol, 0, 0,
            "Kernel functions that appear during the capture stay unnamed (kernels before 5.1)."),
        new("context_switch", Invalid, PerfEventAttrFlags.ContextSwitch, 0, 0,
            "Context switches are not recorded (kernels before 4.3)."),
        new("use_clockid", Invalid, PerfEventAttrFlags.UseClockid, 0, 0,
            "Times are of the scheduler's clock, not CLOCK_MONOTONIC (kernels before 4.1): markers cannot be placed among the samples."),
        new("comm_exec", Invalid, PerfEventAttrFlags.CommExec, 0, 0,
            "A changed thread name cannot be told from a new program (kernels before 3.16)."),
        new("mmap2", Invalid, PerfEventAttrFlags.Mmap2, 0, 0,
            "Mappings come without device and inode (kernels before 3.16)."),
        new("exclude_guest", [Errno.EINVAL, Errno.EOPNOTSUPP], PerfEventAttrFlags.ExcludeGuest, 0, 0,
            "The event cannot tell the host from its KVM guests, so both are counted."),
        new("exclude_hv", [Errno.EINVAL, Errno.EOPNOTSUPP], PerfEventAttrFlags.ExcludeHv, 0, 0,
            "The event cannot leave out the hypervisor."),
        new("exclude_idle", [Errno.EINVAL, Errno.EOPNOTSUPP], PerfEventAttrFlags.ExcludeIdle, 0, 0,
            "The event cannot leave out idle time."),
    ];

    /// <summary>The attribute still has what this drops, and the errno is one that dropping it may cure.</summary>
    public bool AppliesTo(in PerfEventAttr attr, int errno)
    {
        if (!Errnos.Contains(errno))
            return false;
        // Only together with the group's values is an inherited event refused.
        if (Clears == PerfEventAttrFlags.Inherit && (attr.SampleType & PerfSampleFormat.PERF_SAMPLE_READ) == 0)
            return false;
        // What asks for the kernel alone has nothing left without it.
        if (Sets == PerfEventAttrFlags.ExcludeKernel && (attr.Flags & PerfEventAttrFlags.ExcludeUser) != 0)
            return false;
        return (attr.Flags & Clears) != 0 || (Sets & ~attr.Flags) != 0 || (attr.ReadFormat & ClearsRead) != 0;
    }

    /// <summary>The attribute without what this drops.</summary>
    public PerfEventAttr Apply(PerfEventAttr attr)
    {
        attr.Flags = (attr.Flags & ~Clears) | Sets;
        attr.ReadFormat &= ~ClearsRead;
        if ((Clears & PerfEventAttrFlags.UseClockid) != 0)
            attr.Clockid = 0;
        return attr;
    }
}
