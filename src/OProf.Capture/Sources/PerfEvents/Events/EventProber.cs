using System.Runtime.InteropServices;
using OProf.Capture.Native;
using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>Asks the kernel whether it opens an event: on the calling thread, or on the unit's CPU for a unit that has one.</summary>
internal static class EventProber
{
    /// <summary>Opens the event and closes it at once; nothing is enabled.</summary>
    /// <param name="definition">The event.</param>
    /// <param name="cpu">The unit's CPU; null opens on the calling thread.</param>
    public static EventAvailability Probe(EventDefinition definition, int? cpu = null)
    {
        // The kernel stays excluded, so that an ordinary user's answer is about the event; a unit that cannot tell the kernel from
        // the user refuses that with EINVAL, and is asked again without.
        var sampling = TryBoth(definition, cpu, period: 1_000_000);
        if (sampling == 0)
            return new(true, true, "", 0);
        var counting = TryBoth(definition, cpu, period: 0);
        return counting == 0
            ? new(true, false, $"It counts but cannot be sampled ({Errno.NameOf(sampling)}).", sampling)
            : new(false, false, ReasonFor(definition, counting), counting);
    }

    /// <summary>The sentence for an errno of perf_event_open.</summary>
    internal static string ReasonFor(EventDefinition definition, int errno)
    {
        var name = Errno.NameOf(errno);
        return errno switch
        {
            Errno.ENOENT or Errno.EOPNOTSUPP or Errno.ENODEV or Errno.ENXIO when definition.IsHardware =>
                $"This processor, or the virtual machine around it, has no counter for it ({name}).",
            Errno.ENOENT or Errno.EOPNOTSUPP or Errno.ENODEV => $"This kernel does not have it ({name}).",
            Errno.EACCES or Errno.EPERM => $"Not allowed ({name}); Test-OProfEnvironment says what is missing.",
            Errno.ENOSYS => $"This kernel has no perf events ({name}).",
            Errno.EINVAL => $"The processor does not take it as it is written ({name}).",
            Errno.EBUSY => $"Another user of the counters holds them ({name}).",
            _ => $"The kernel refused it ({name}).",
        };
    }

    private static int TryBoth(EventDefinition definition, int? cpu, ulong period)
    {
        var errno = Try(definition, cpu, period, PerfEventAttrFlags.Disabled | PerfEventAttrFlags.ExcludeKernel);
        return errno == Errno.EINVAL ? Try(definition, cpu, period, PerfEventAttrFlags.Disabled) : errno;
    }

    private static int Try(EventDefinition definition, int? cpu, ulong period, PerfEventAttrFlags flags)
    {
        var attr = new PerfEventAttr
        {
            Type = (PerfTypeId)definition.Type,
            Config = definition.Config,
            Config1 = definition.Config1,
            Config2 = definition.Config2,
            Config3 = definition.Config3,
            SamplePeriod = period,
            Flags = flags,
        };
        var fd = PerfEventOpen.Invoke(
            ref attr,
            cpu is null ? 0 : PerfEventOpen.Any,
            cpu ?? PerfEventOpen.Any,
            PerfEventOpen.NoGroup,
            PerfEventOpenFlags.PERF_FLAG_FD_CLOEXEC);
        if (fd < 0)
            return Marshal.GetLastPInvokeError();
        Close.Invoke(fd);
        return 0;
    }
}
