using System.Runtime.InteropServices;
using OProf.Capture.Environments;
using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Capture.Sources.PerfEvents;

/// <summary>
/// Opens events, and finds out once for each kind of event what this kernel and these permissions allow of it: what was
/// given up for the first CPU and task is given up for all, and said.
/// </summary>
internal sealed class EventOpener(PerfEventPlan plan, Action<string, string> notice)
{
    private static readonly (int Group, int Member) s_switchOut = (-2, 0);

    // What was settled for each; there are few.
    private readonly List<SettledEvent> _settled = [];
    private SamplingOptions _sampling = plan.Sampling;

    /// <summary>The options as far as they were granted.</summary>
    public SamplingOptions Sampling => _sampling;

    /// <summary>The event as it was opened, which may be the one that stands in for what was asked for.</summary>
    public EventDefinition DefinitionOf(int group, int member) => SettledOf((group, member))!.Definition;

    /// <summary>Opens the event that follows processes and mappings.</summary>
    /// <returns>The descriptor, or -1 and errno.</returns>
    public int OpenTracker(int processId, int cpu)
    {
        var key = (-1, 0);
        var settled = Known(key);
        if (settled.Definition is null)
        {
            var definition = new EventDefinition
            {
                Name = "dummy",
                Kind = EventKind.Software,
                Type = (uint)PerfTypeId.PERF_TYPE_SOFTWARE,
                Config = (ulong)PerfSwIds.PERF_COUNT_SW_DUMMY,
            };
            settled = (definition, PerfEventAttrBuilder.BuildTracker(_sampling));
        }

        return Settle(key, settled, processId, cpu, PerfEventOpen.NoGroup, mayChange: false);
    }

    /// <summary>Opens the event that samples threads as they leave the CPU.</summary>
    /// <returns>The descriptor, or -1 and errno.</returns>
    public int OpenSwitchOut(int processId, int cpu)
    {
        var settled = Known(s_switchOut);
        if (settled.Definition is null)
        {
            var definition = new EventDefinition
            {
                Name = "context-switches",
                Kind = EventKind.Software,
                Type = (uint)PerfTypeId.PERF_TYPE_SOFTWARE,
                Config = (ulong)PerfSwIds.PERF_COUNT_SW_CONTEXT_SWITCHES,
            };
            settled = (definition, PerfEventAttrBuilder.BuildSwitchOut(
                _sampling with { ExcludeKernel = plan.Sampling.ExcludeKernel }));
        }

        return Settle(s_switchOut, settled, processId, cpu, PerfEventOpen.NoGroup, mayChange: false);
    }

    /// <summary>Opens a member of a group.</summary>
    /// <returns>The descriptor, or -1 and errno.</returns>
    public int Open(int group, int member, int processId, int cpu, int leaderFd)
    {
        var key = (group, member);
        var settled = Known(key);
        if (settled.Definition is null)
        {
            var events = plan.Groups[group];
            var definition = events.Events[member];
            settled = (definition, PerfEventAttrBuilder.Build(definition, _sampling, RoleOf(events, member)));
        }

        return Settle(key, settled, processId, cpu, leaderFd, mayChange: true);
    }

    private SettledEvent? SettledOf((int Group, int Member) key) => _settled.Find(settled => settled.Key == key);

    private (EventDefinition Definition, PerfEventAttr Attr) Known((int Group, int Member) key) =>
        SettledOf(key) is { } settled ? (settled.Definition, settled.Attr) : default;

    private static GroupRole RoleOf(EventGroup group, int member) =>
        !group.HasMembers ? GroupRole.Alone : member == 0 ? GroupRole.Leader : GroupRole.Member;

    private int Settle(
        (int Group, int Member) key, (EventDefinition Definition, PerfEventAttr Attr) settled,
        int processId, int cpu, int leaderFd, bool mayChange)
    {
        bool isSettled = SettledOf(key) is not null;
        while (true)
        {
            int fd = PerfEventOpen.Invoke(ref settled.Attr, processId, cpu, leaderFd, PerfEventOpenFlags.PERF_FLAG_FD_CLOEXEC);
            int errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (fd >= 0 || isSettled || !TryGiveUpSomething(ref settled, key, errno, mayChange))
            {
                if (fd >= 0 && !isSettled)
                    _settled.Add(new SettledEvent(key, settled.Definition, settled.Attr));
                Marshal.SetLastPInvokeError(errno);
                return fd;
            }
        }
    }

    private bool TryGiveUpSomething(
        ref (EventDefinition Definition, PerfEventAttr Attr) settled, (int Group, int Member) key, int errno, bool mayChange)
    {
        if (mayChange && EventFallback.TryNext(settled.Definition, errno, out var other))
        {
            notice("OProfEventFallback", other.Sentence);
            bool wasPeriod = (settled.Attr.Flags & PerfEventAttrFlags.Freq) == 0 && settled.Attr.SamplePeriod != 0;
            var sampling = _sampling;
            if (wasPeriod && other.Definition.Type != settled.Definition.Type)
            {
                sampling = sampling with { Period = null };
                notice(
                    "OProfEventFallback",
                    $"A period counted in {settled.Definition.Name} means nothing to {other.Definition.Name}: it samples {sampling.Frequency} times a second instead.");
            }

            settled = (other.Definition, PerfEventAttrBuilder.Build(other.Definition, sampling, RoleOf(plan.Groups[key.Group], key.Member)));
            return true;
        }

        foreach (var step in AttrFallback.Ladder)
        {
            bool hidesKernel = (step.Sets & PerfEventAttrFlags.ExcludeKernel) != 0;
            if (!step.AppliesTo(settled.Attr, errno) || (hidesKernel && (key == s_switchOut || !CanDoWithoutKernel(settled.Attr))))
                continue;
            notice(hidesKernel ? "OProfKernelSamplesHidden" : "OProfKernelFeatureMissing", step.Sentence);
            settled.Attr = step.Apply(settled.Attr);

            // What one event has to do without, the following ones do without from the start, so it is said once.
            _sampling = _sampling with
            {
                ExcludeKernel = _sampling.ExcludeKernel || hidesKernel,
                CountLost = _sampling.CountLost && (step.ClearsRead & PerfReadFormat.PERF_FORMAT_LOST) == 0,
                Inherit = _sampling.Inherit && (step.Clears & PerfEventAttrFlags.Inherit) == 0,
            };
            return true;
        }

        return false;
    }

    // Where user space is left out on purpose, nothing would be left: that is an error, not a fallback. Whether a refusal
    // was about the kernel at all shows when the next attempt is refused too.
    private bool CanDoWithoutKernel(in PerfEventAttr attr) =>
        plan.ProcessIds is not null && (attr.Flags & PerfEventAttrFlags.ExcludeUser) == 0;

    /// <summary>The error for an event that could not be opened.</summary>
    public CaptureException ErrorOf(PerfOperation operation, string eventName, int errno, int threadId, int cpu, bool kernel = false) =>
        PerfFailure.ToException(
            new PerfAttempt(operation, eventName, threadId, cpu)
            {
                Kernel = kernel,
                Frequency = plan.Sampling.Period is null ? plan.Sampling.Frequency : null,
            },
            errno);

    /// <summary>Whether an event was to be sampled in the kernel too.</summary>
    public bool IsKernelSampled(EventDefinition definition) => !_sampling.ExcludeKernel && !definition.ExcludeKernel;
}
