using System.Runtime.InteropServices;
using OProf.Capture.Environments;
using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Capture.Counters;

/// <summary>Opens a counter as far as this kernel and these permissions allow it. Nothing else is counted in its place.</summary>
internal static class CounterOpener
{
    /// <summary>Opens a counter.</summary>
    /// <param name="definition">The event.</param>
    /// <param name="threadId">The thread; 0 for the one that calls.</param>
    /// <param name="onExec">Whether it is switched on by the thread's next exec.</param>
    /// <param name="leader">The group's leader; -1 for the leader itself, and where there is none.</param>
    /// <param name="kernelHidden">Whether the kernel had to be left out.</param>
    /// <param name="attr">What the kernel was asked for in the end.</param>
    /// <exception cref="CaptureException">The refusal is no matter of the event: no descriptor, no memory, no such thread.</exception>
    public static OpenCounter Open(EventDefinition definition, int threadId, bool onExec, int leader, out bool kernelHidden, out PerfEventAttr attr)
    {
        kernelHidden = false;
        attr = PerfEventAttrBuilder.BuildCounter(definition, onExec, isMember: leader >= 0);
        int first = 0;
        while (true)
        {
            int fd = PerfEventOpen.Invoke(ref attr, threadId, PerfEventOpen.Any, leader, PerfEventOpenFlags.PERF_FLAG_FD_CLOEXEC);
            if (fd >= 0)
                return new OpenCounter(kernelHidden ? WithoutKernel(definition.Name) : definition.Name, fd, leader < 0, CounterStatus.Counted, "");
            int errno = Marshal.GetLastPInvokeError();
            first = first == 0 ? errno : first;
            var refused = attr;
            var step = AttrFallback.Ladder.FirstOrDefault(step => step.AppliesTo(refused, errno));
            bool hidesKernel = step is not null && (step.Sets & PerfEventAttrFlags.ExcludeKernel) != 0;
            if (step is null || (hidesKernel && HappensInKernel(definition)))
                return Refused(definition, threadId, hidesKernel ? errno : first);
            kernelHidden |= hidesKernel;
            attr = step.Apply(attr);
        }
    }

    /// <summary>The error for a counter that the kernel refused.</summary>
    public static CaptureException ErrorOf(EventDefinition definition, int threadId, int errno) =>
        PerfFailure.ToException(new PerfAttempt(PerfOperation.Open, definition.Name, threadId, -1) { Kernel = !definition.ExcludeKernel }, errno);

    private static OpenCounter Refused(EventDefinition definition, int threadId, int errno)
    {
        switch (errno)
        {
            case Errno.EACCES or Errno.EPERM:
                return new OpenCounter(definition.Name, -1, false, CounterStatus.NotPermitted, EventProber.ReasonFor(definition, errno));
            case Errno.ENOENT or Errno.EOPNOTSUPP or Errno.ENODEV or Errno.ENXIO:
                return new OpenCounter(definition.Name, -1, false, CounterStatus.NotSupported, EventProber.ReasonFor(definition, errno));
            case Errno.EINVAL or Errno.E2BIG:
                return new OpenCounter(
                    definition.Name, -1, false, CounterStatus.NotSupported,
                    $"The kernel does not count it for a process, or not in this group ({Errno.NameOf(errno)}); some units only count whole CPUs.");
            default:
                throw ErrorOf(definition, threadId, errno);
        }
    }

    // The scheduler counts these with the kernel's own registers, so without the kernel they are 0 whatever happens
    // (kernel/sched/core.c, perf_sw_event_sched): no value is better than that one.
    private static bool HappensInKernel(EventDefinition definition) =>
        definition.Type == (uint)PerfTypeId.PERF_TYPE_SOFTWARE
        && (PerfSwIds)definition.Config is PerfSwIds.PERF_COUNT_SW_CONTEXT_SWITCHES
            or PerfSwIds.PERF_COUNT_SW_CPU_MIGRATIONS or PerfSwIds.PERF_COUNT_SW_CGROUP_SWITCHES;

    private static string WithoutKernel(string name)
    {
        // A unit's event (cpu/event=1/) takes its modifiers right behind the slash.
        string separator = name.EndsWith('/') || name[(name.LastIndexOf('/') + 1)..].Contains(':', StringComparison.Ordinal) ? "" : ":";
        return $"{name}{separator}u";
    }
}
