using System.Runtime.InteropServices;
using OProf.Capture.Environments;
using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;
using OProf.Capture.Sources.PerfEvents.Processes;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sources.PerfEvents.Rings;

namespace OProf.Capture.Sources.PerfEvents;

/// <summary>
/// The open events of a session and a ring for each CPU. On each CPU one event, which takes no samples, follows processes
/// and mappings and owns the ring; it stays on while the session is suspended. All other events write to its ring.
/// </summary>
internal sealed partial class PerfEventSource : IDisposable
{
    // Guards the events: they are switched by whoever suspends the session, while the sync thread opens and closes some.
    private readonly object _gate = new();
    private readonly List<OpenEvent> _events = [];

    // Those of a CPU that went offline: the kernel has taken them off it for good, but the ring is still theirs.
    private readonly List<OpenEvent> _retired = [];
    private readonly Action<string, string> _notice;
    private PerfEventPlan _plan;
    private readonly EventOpener _opener;
    private KernelRing[] _rings = [];
    private bool _disposed;

    private PerfEventSource(PerfEventPlan plan, Action<string, string> notice)
    {
        _plan = plan;
        _notice = notice;
        _opener = new EventOpener(plan, notice);
    }

    /// <summary>The rings, in the order of the plan's CPUs.</summary>
    public IReadOnlyList<KernelRing> Rings => _rings;

    /// <summary>The events as they were opened, in the order of their index.</summary>
    public IReadOnlyList<EventDefinition> Definitions { get; private set; } = [];

    /// <summary>From the kernel's ids to indices.</summary>
    public EventIdMap Ids { get; } = new();

    /// <summary>Bytes of each ring.</summary>
    public long RingSize { get; private set; }

    /// <summary>What the samples hold.</summary>
    public PerfRecordFormat Format { get; private set; } = new(false, [], false, false);

    /// <summary>Opens everything, switched off.</summary>
    /// <param name="plan">What to open.</param>
    /// <param name="notice">Told, by id and sentence, of everything that could not be had as asked for.</param>
    /// <exception cref="CaptureException">Something could not be opened; nothing is left open then.</exception>
    public static PerfEventSource Open(PerfEventPlan plan, Action<string, string> notice)
    {
        var source = new PerfEventSource(plan, notice);
        try
        {
            source.OpenAll();
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Begins to follow processes and mappings.</summary>
    public void StartTracking() => Switch(PerfEventIoctl.PERF_EVENT_IOC_ENABLE, tracker: true);

    /// <summary>Begins to sample.</summary>
    public void StartSampling() => SwitchSampling(true);

    /// <summary>Stops sampling; processes and mappings are still followed.</summary>
    public void StopSampling() => SwitchSampling(false);

    /// <summary>Stops everything.</summary>
    public void StopTracking() => Switch(PerfEventIoctl.PERF_EVENT_IOC_DISABLE, tracker: true);

    /// <summary>
    /// Reads how many records each ring had to drop, those of the sampling events apart: the kernel's own account, which
    /// is complete also where no record could tell of the last losses.
    /// </summary>
    /// <param name="samples">For each ring, samples dropped.</param>
    /// <param name="others">For each ring, other records dropped.</param>
    /// <returns>False where the kernel keeps no such account.</returns>
    public bool TryReadLost(out long[] samples, out long[] others)
    {
        samples = new long[_rings.Length];
        others = new long[_rings.Length];
        _lostOfClosed.AsSpan(0, Math.Min(_lostOfClosed.Length, samples.Length)).CopyTo(samples);
        if (!Format.HasLostCounts)
            return false;
        foreach (var open in _events.Concat(_retired))
        {
            if (!open.IsSwitched && open.EventIndex is not EventIdMap.Tracker and < EventIdMap.FirstTracepoint)
                continue;
            long lost = LostOf(open);
            if (open.EventIndex == EventIdMap.Tracker)
                others[open.RingIndex] += lost;
            else
                samples[open.RingIndex] += lost;
        }

        return true;
    }

    private static long LostOf(OpenEvent open)
    {
        Span<byte> buffer = stackalloc byte[(3 + (3 * GroupValueReader.MaxMembers)) * sizeof(ulong)];
        int bytes = (int)Read.Invoke(open.Fd, buffer);
        if (bytes < sizeof(ulong))
            return 0;
        var words = MemoryMarshal.Cast<byte, ulong>(buffer[..bytes]);

        // A single event: its values, the lost count last. A group: head, then value, id, lost for each; only the leader takes
        // samples.
        return (long)(open.IsGroup ? (words.Length > 5 ? words[5] : 0) : words[^1]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var ring in _rings)
            ring?.Dispose();
        foreach (var open in _events.Concat(_retired))
            _ = Close.Invoke(open.Fd);
    }

    /// <summary>
    /// Opens the events of a CPU again that has been offline: its ring stays, and the new ones write to it. For a source
    /// that follows the whole system.
    /// </summary>
    /// <param name="ring">Index of the CPU's ring.</param>
    /// <param name="samples">Whether to begin to sample at once.</param>
    /// <returns>The descriptor whose readiness tells of the ring.</returns>
    /// <exception cref="CaptureException">They could not be opened.</exception>
    public int Reopen(int ring, bool samples)
    {
        lock (_gate)
        {
            _retired.AddRange(_events.Where(open => open.RingIndex == ring));
            _events.RemoveAll(open => open.RingIndex == ring);
            int[] owners = NoOwners();
            OpenOn(PerfEventOpen.Any, ring, owners);
            OpenTracepointsOn(ring);
            int tracker = owners[ring];
            owners[ring] = _rings[ring].Fd;
            Begin(ring, owners, samples);
            return tracker;
        }
    }

    /// <summary>Opens the events of a CPU that was not there before, with a ring of its own. For a source that follows the whole system.</summary>
    /// <param name="cpu">The CPU.</param>
    /// <param name="samples">Whether to begin to sample at once.</param>
    /// <returns>Its ring, the last one of <see cref="Rings"/> now.</returns>
    /// <exception cref="CaptureException">They could not be opened.</exception>
    public KernelRing Add(int cpu, bool samples)
    {
        lock (_gate)
        {
            int ring = _rings.Length;
            _plan = _plan with { Cpus = [.. _plan.Cpus, cpu] };
            int[] owners = NoOwners();
            OpenOn(PerfEventOpen.Any, ring, owners);
            OpenTracepointsOn(ring);
            var mapped = KernelRing.TryMap(cpu, owners[ring], RingSize)
                ?? throw RingSizing.ErrorOf(Marshal.GetLastPInvokeError(), RingSize, owners.Length);
            _rings = [.. _rings, mapped];
            Begin(ring, owners, samples);
            return mapped;
        }
    }

    // For each CPU the descriptor that owns its ring; none yet.
    private int[] NoOwners()
    {
        var owners = new int[_plan.Cpus.Count];
        for (int i = 0; i < owners.Length; i++)
            owners[i] = -1;
        return owners;
    }

    private void Begin(int ring, int[] owners, bool samples)
    {
        foreach (var open in _events.Where(open => open.RingIndex == ring))
            SendToRing(open, owners);
        Switch(PerfEventIoctl.PERF_EVENT_IOC_ENABLE, tracker: true, ring);
        SwitchOnTracepoints(ring);
        if (samples)
            Switch(PerfEventIoctl.PERF_EVENT_IOC_ENABLE, tracker: false, ring);
    }

    private void OpenAll()
    {
        int[] owners = NoOwners();
        if (_plan.ProcessIds is null)
        {
            for (int i = 0; i < owners.Length; i++)
                OpenOn(PerfEventOpen.Any, i, owners);
        }
        else
        {
            OpenProcesses(owners);
        }

        var definitions = new List<EventDefinition>();
        var hasValues = new List<bool>();
        for (int group = 0; group < _plan.Groups.Count; group++)
        {
            for (int member = 0; member < _plan.Groups[group].Events.Count; member++)
            {
                definitions.Add(_opener.DefinitionOf(group, member));
                hasValues.Add(_plan.Groups[group].HasMembers && member == 0);
            }
        }

        Definitions = definitions;
        Format = new PerfRecordFormat(
            _plan.Sampling.CallChain, [.. hasValues], _opener.Sampling.CountLost, _opener.Sampling.Inherit,
            HasCgroup: _plan.Sampling.Cgroup);
        MapRings(owners);
        foreach (var open in _events)
            SendToRing(open, owners);
    }

    // Threads may start while others are opened: those of a thread that has its events already inherit them, the others
    // are found by looking again until there is nothing new.
    private void OpenProcesses(int[] owners)
    {
        var opened = new HashSet<int>();
        foreach (int processId in _plan.ProcessIds!)
        {
            bool found = true;
            while (found)
            {
                found = false;
                foreach (int threadId in ProcFile.Ids(FormattableString.Invariant($"/proc/{processId}/task")))
                {
                    if (!opened.Add(threadId))
                        continue;
                    found = true;
                    for (int i = 0; i < owners.Length; i++)
                        OpenOn(threadId, i, owners);
                }
            }
        }

        if (owners.Length > 0 && owners[0] < 0)
            throw _opener.ErrorOf(PerfOperation.Open, _plan.Groups[0].Leader.Name, Errno.ESRCH, _plan.ProcessIds[0], -1);
    }

    // Where the kernel may not be sampled the switches are still recorded, but not where threads were.
    private void OpenSwitchOut(int threadId, int ring)
    {
        if (!_plan.SwitchOuts)
            return;
        int fd = _opener.OpenSwitchOut(threadId, _plan.Cpus[ring]);
        if (fd < 0 && Marshal.GetLastPInvokeError() is Errno.EACCES or Errno.EPERM)
        {
            _notice(
                "OProfOffCpuStackHidden",
                "Where threads leave the CPU is not sampled: that happens in the kernel, and kernel.perf_event_paranoid or a missing CAP_PERFMON does not allow to sample it. Times off the CPU are told by thread and reason only.");
            _plan = _plan with { SwitchOuts = false };
            return;
        }

        Register(fd, ring, EventIdMap.SwitchOut, true, false, "context-switches", threadId, kernel: true);
    }

    // A task that is gone by now is no error: it has nothing left to sample.
    private void OpenOn(int threadId, int ring, int[] owners)
    {
        int cpu = _plan.Cpus[ring];
        int tracker = Register(
            _opener.OpenTracker(threadId, cpu), ring, EventIdMap.Tracker, false, false, _plan.Groups[0].Leader.Name, threadId, kernel: false);
        if (tracker < 0)
            return;
        if (owners[ring] < 0)
            owners[ring] = tracker;
        int index = 0;
        for (int group = 0; group < _plan.Groups.Count; group++)
        {
            var events = _plan.Groups[group];
            int leader = PerfEventOpen.NoGroup;
            for (int member = 0; member < events.Events.Count; member++, index++)
            {
                int fd = Register(
                    _opener.Open(group, member, threadId, cpu, leader), ring, index,
                    member == 0, events.HasMembers, events.Events[member].Name, threadId, _opener.IsKernelSampled(events.Events[member]));
                if (member == 0)
                    leader = fd;
                if (leader < 0)
                    break;
            }
        }

        OpenSwitchOut(threadId, ring);
    }

    private int Register(int fd, int ring, int index, bool isSwitched, bool isGroup, string name, int threadId, bool kernel)
    {
        if (fd < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.ESRCH && threadId >= 0)
                return -1;
            throw _opener.ErrorOf(PerfOperation.Open, name, errno, threadId, _plan.Cpus[ring], kernel);
        }

        _events.Add(new OpenEvent(fd, ring, index, isSwitched, isGroup));
        ulong id = 0;
        if (Ioctl.Invoke(fd, PerfEventIoctl.PERF_EVENT_IOC_ID, ref id) == 0)
            Ids.Add(id, index);
        return fd;
    }

    private void MapRings(int[] owners)
    {
        long size = _plan.RingSize ?? RingSizing.Default(owners.Length);
        while (!TryMapRings(owners, size, out int errno))
        {
            // Only a size that was not asked for may be another one.
            if (_plan.RingSize is not null || errno is not (Errno.EPERM or Errno.ENOMEM) || size <= Environment.SystemPageSize)
                throw RingSizing.ErrorOf(errno, size, owners.Length);
            size /= 2;
        }

        RingSize = size;
    }

    private bool TryMapRings(int[] owners, long size, out int errno)
    {
        var rings = new KernelRing[owners.Length];
        for (int i = 0; i < rings.Length; i++)
        {
            if (KernelRing.TryMap(_plan.Cpus[i], owners[i], size) is not { } ring)
            {
                errno = Marshal.GetLastPInvokeError();
                foreach (var mapped in rings)
                    mapped?.Dispose();
                return false;
            }

            rings[i] = ring;
        }

        _rings = rings;
        errno = 0;
        return true;
    }

    private void SendToRing(OpenEvent open, int[] owners)
    {
        int owner = owners[open.RingIndex];
        if (open.Fd != owner && Ioctl.Invoke(open.Fd, PerfEventIoctl.PERF_EVENT_IOC_SET_OUTPUT, (nuint)owner) < 0)
            throw _opener.ErrorOf(PerfOperation.Control, "the ring", Marshal.GetLastPInvokeError(), -1, _plan.Cpus[open.RingIndex]);
    }

    private void SwitchSampling(bool on)
    {
        lock (_gate)
        {
            if (on)
                BeginTracepoints();
            Switch(on ? PerfEventIoctl.PERF_EVENT_IOC_ENABLE : PerfEventIoctl.PERF_EVENT_IOC_DISABLE, tracker: false);
        }
    }

    private void Switch(ulong request, bool tracker, int ring = -1)
    {
        lock (_gate)
        {
            foreach (var open in _events)
            {
                if (ring >= 0 && open.RingIndex != ring)
                    continue;
                bool isTracker = open.EventIndex == EventIdMap.Tracker;
                if (isTracker == tracker && (isTracker || open.IsSwitched))
                    _ = Ioctl.Invoke(open.Fd, request, open.IsGroup ? PerfEventIoctl.PERF_IOC_FLAG_GROUP : 0);
            }
        }
    }
}
