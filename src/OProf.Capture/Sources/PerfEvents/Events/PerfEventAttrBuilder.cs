using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>
/// What perf_event_open is asked for, from what the user asked for. Pure: the same arguments give the same bytes. All events of a
/// session share clock, watermark and sample_id_all, since the kernel lets only events of one clock share a group or a ring.
/// </summary>
internal static class PerfEventAttrBuilder
{
    /// <summary>
    /// In every sample of every event, so that the trailer of all other records is {pid, tid, time, cpu, identifier} and the
    /// identifier stands at the same place of every sample.
    /// </summary>
    public const PerfSampleFormat CommonSample =
        PerfSampleFormat.PERF_SAMPLE_IDENTIFIER
        | PerfSampleFormat.PERF_SAMPLE_IP
        | PerfSampleFormat.PERF_SAMPLE_TID
        | PerfSampleFormat.PERF_SAMPLE_TIME
        | PerfSampleFormat.PERF_SAMPLE_CPU
        | PerfSampleFormat.PERF_SAMPLE_PERIOD;

    private const PerfReadFormat CommonRead =
        PerfReadFormat.PERF_FORMAT_ID
        | PerfReadFormat.PERF_FORMAT_TOTAL_TIME_ENABLED
        | PerfReadFormat.PERF_FORMAT_TOTAL_TIME_RUNNING;

    private const PerfEventAttrFlags Tracked =
        PerfEventAttrFlags.Mmap
        | PerfEventAttrFlags.Mmap2
        | PerfEventAttrFlags.BuildId
        | PerfEventAttrFlags.Comm
        | PerfEventAttrFlags.CommExec
        | PerfEventAttrFlags.Task
        | PerfEventAttrFlags.Ksymbol
        | PerfEventAttrFlags.BpfEvent
        | PerfEventAttrFlags.Cgroup;

    /// <summary>The attribute of an event.</summary>
    /// <exception cref="CaptureException">The event's modifiers and the options together leave nothing to sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A frequency or period of 0, or a period above 2^63-1.</exception>
    public static PerfEventAttr Build(EventDefinition definition, SamplingOptions options, GroupRole role)
    {
        var grouped = role != GroupRole.Alone;
        var attr = Common(options);
        attr.Type = (PerfTypeId)definition.Type;
        attr.Config = definition.Config;
        attr.Config1 = definition.Config1;
        attr.Config2 = definition.Config2;
        attr.Config3 = definition.Config3;
        attr.ReadFormat = CommonRead
            | (grouped ? PerfReadFormat.PERF_FORMAT_GROUP : 0)
            | (options.CountLost ? PerfReadFormat.PERF_FORMAT_LOST : 0);
        if (grouped)
            attr.SampleType |= PerfSampleFormat.PERF_SAMPLE_READ;
        if (options.CallChain)
        {
            attr.SampleType |= PerfSampleFormat.PERF_SAMPLE_CALLCHAIN;
            attr.SampleMaxStack = options.MaxStack;
        }

        attr.Flags |= LevelFlags(definition, options);
        attr.PreciseIp = definition.PreciseIp;
        if (role == GroupRole.Member)
        {
            // The leader switches its members on and off, and samples for them.
            attr.Flags &= ~(PerfEventAttrFlags.Disabled | PerfEventAttrFlags.EnableOnExec);
            return attr;
        }

        SetRate(ref attr, definition, options);
        attr.Flags |= When(definition.Pinned, PerfEventAttrFlags.Pinned) | When(definition.Exclusive, PerfEventAttrFlags.Exclusive);
        return attr;
    }

    /// <summary>
    /// The attribute of an event that only counts, in a thread and all that it starts. It takes no samples, so there is no precise
    /// level either, which is about the sampled address.
    /// </summary>
    /// <exception cref="CaptureException">The event's modifiers leave nothing to count.</exception>
    public static PerfEventAttr BuildCounter(EventDefinition definition, bool enableOnExec, bool isMember)
    {
        var attr = new PerfEventAttr
        {
            Type = (PerfTypeId)definition.Type,
            Config = definition.Config,
            Config1 = definition.Config1,
            Config2 = definition.Config2,
            Config3 = definition.Config3,
            ReadFormat = PerfReadFormat.PERF_FORMAT_TOTAL_TIME_ENABLED | PerfReadFormat.PERF_FORMAT_TOTAL_TIME_RUNNING,
            Flags = PerfEventAttrFlags.Inherit | LevelFlags(definition, new SamplingOptions()),
        };
        if (!isMember)
        {
            attr.Flags |= PerfEventAttrFlags.Disabled
                | When(enableOnExec, PerfEventAttrFlags.EnableOnExec)
                | When(definition.Pinned, PerfEventAttrFlags.Pinned)
                | When(definition.Exclusive, PerfEventAttrFlags.Exclusive);
        }

        return attr;
    }

    /// <summary>
    /// The attribute of the event that never samples and whose ring carries what the session must know of mappings, names, forks,
    /// exits, switches, kernel symbols and control groups.
    /// </summary>
    public static PerfEventAttr BuildTracker(SamplingOptions options)
    {
        var attr = Common(options);
        attr.Type = PerfTypeId.PERF_TYPE_SOFTWARE;
        attr.Config = (ulong)PerfSwIds.PERF_COUNT_SW_DUMMY;
        attr.ReadFormat = PerfReadFormat.PERF_FORMAT_ID | (options.CountLost ? PerfReadFormat.PERF_FORMAT_LOST : 0);
        attr.Flags |= Tracked
            | When(options.ContextSwitches, PerfEventAttrFlags.ContextSwitch)
            // It counts nothing in the kernel, so an ordinary user may have it while he may not sample the kernel.
            | PerfEventAttrFlags.ExcludeKernel
            | PerfEventAttrFlags.ExcludeGuest;
        return attr;
    }

    /// <summary>
    /// The attribute of a tracepoint whose every hit is recorded, with its record as raw data. The kernel counts a hit as taken where
    /// the tracepoint is, so what the session leaves out of the kernel or of user space is left out of its call chains only.
    /// </summary>
    public static PerfEventAttr BuildTracepoint(ulong id, SamplingOptions options)
    {
        var attr = Common(options);
        attr.Type = PerfTypeId.PERF_TYPE_TRACEPOINT;
        attr.Config = id;
        attr.SamplePeriod = 1;
        attr.SampleType |= PerfSampleFormat.PERF_SAMPLE_RAW;
        attr.ReadFormat = CommonRead | (options.CountLost ? PerfReadFormat.PERF_FORMAT_LOST : 0);
        SetChain(ref attr, options);
        return attr;
    }

    /// <summary>
    /// The attribute of the event that samples each thread as it leaves the CPU, before the tracker's record of the switch. The
    /// kernel counts a switch as its own work, so that an event which leaves the kernel out never sees one: where the
    /// kernel is not wanted, only its part of the call chain is left out.
    /// </summary>
    public static PerfEventAttr BuildSwitchOut(SamplingOptions options)
    {
        var attr = Common(options);
        attr.Type = PerfTypeId.PERF_TYPE_SOFTWARE;
        attr.Config = (ulong)PerfSwIds.PERF_COUNT_SW_CONTEXT_SWITCHES;
        attr.SamplePeriod = 1;
        attr.ReadFormat = PerfReadFormat.PERF_FORMAT_ID | (options.CountLost ? PerfReadFormat.PERF_FORMAT_LOST : 0);
        SetChain(ref attr, options);
        return attr;
    }

    private static void SetChain(ref PerfEventAttr attr, SamplingOptions options)
    {
        if (options.CallChain)
        {
            attr.SampleType |= PerfSampleFormat.PERF_SAMPLE_CALLCHAIN;
            attr.SampleMaxStack = options.MaxStack;
        }

        attr.Flags |= When(options.ExcludeKernel, PerfEventAttrFlags.ExcludeCallchainKernel)
            | When(options.ExcludeUser, PerfEventAttrFlags.ExcludeCallchainUser);
    }

    private static PerfEventAttr Common(SamplingOptions options) => new()
    {
        SampleType = options.Cgroup ? CommonSample | PerfSampleFormat.PERF_SAMPLE_CGROUP : CommonSample,
        Flags = PerfEventAttrFlags.Disabled
            | PerfEventAttrFlags.SampleIdAll
            | PerfEventAttrFlags.Watermark
            | PerfEventAttrFlags.UseClockid
            | When(options.Inherit, PerfEventAttrFlags.Inherit)
            | When(options.EnableOnExec, PerfEventAttrFlags.EnableOnExec),
        WakeupWatermark = options.WakeupWatermark,
        Clockid = ClockGettime.CLOCK_MONOTONIC,
    };

    private static PerfEventAttrFlags LevelFlags(EventDefinition definition, SamplingOptions options)
    {
        var excludeUser = definition.ExcludeUser || options.ExcludeUser;
        var excludeKernel = definition.ExcludeKernel || options.ExcludeKernel;
        // :h alone asks for the hypervisor; but :u with the user excluded would be a capture that never samples.
        if (excludeUser && excludeKernel && !(definition.ExcludeUser && definition.ExcludeKernel))
        {
            throw new CaptureException(
                new(
                    CaptureErrorId.EventInvalid,
                    CaptureErrorCategory.InvalidArgument,
                    $"Nothing is left to sample of {definition.Name}: its modifiers and the session's options exclude both user space and the kernel.",
                    "Leave out the modifier or the option."),
                definition);
        }

        return When(excludeUser, PerfEventAttrFlags.ExcludeUser)
            | When(excludeKernel, PerfEventAttrFlags.ExcludeKernel)
            | When(definition.ExcludeHv, PerfEventAttrFlags.ExcludeHv)
            | When(definition.ExcludeIdle, PerfEventAttrFlags.ExcludeIdle)
            | When(definition.ExcludeHost, PerfEventAttrFlags.ExcludeHost)
            | When(definition.ExcludeGuest, PerfEventAttrFlags.ExcludeGuest);
    }

    private static void SetRate(ref PerfEventAttr attr, EventDefinition definition, SamplingOptions options)
    {
        // What the event itself says comes before what the session says; within each, the period before the frequency.
        var period = definition.Period ?? (definition.Frequency is null ? options.Period : null);
        var rate = period ?? definition.Frequency ?? options.Frequency;
        ArgumentOutOfRangeException.ThrowIfZero(rate, period is null ? nameof(options.Frequency) : nameof(options.Period));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, (ulong)long.MaxValue, period is null ? nameof(options.Frequency) : nameof(options.Period));
        attr.SamplePeriod = rate;
        if (period is null)
            attr.Flags |= PerfEventAttrFlags.Freq;
    }

    private static PerfEventAttrFlags When(bool condition, PerfEventAttrFlags flag) => condition ? flag : PerfEventAttrFlags.None;
}
