using System.Runtime.InteropServices;
using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Capture.Counters;

/// <summary>
/// Open counters of one thread and of all that it starts, in whatever process. Each is read by itself, also where it is of a
/// group: nothing runs any more by then, so the values belong together, and a kernel before 4.13 takes no inherited events
/// with PERF_FORMAT_GROUP.
/// </summary>
internal sealed class CounterSet : IDisposable
{
    private readonly List<OpenCounter> _counters;
    private readonly CounterOpenings _openings;
    private bool _disposed;

    private CounterSet(CounterOpenings openings)
    {
        _openings = openings;
        _counters = new List<OpenCounter>(openings.Count);
    }

    /// <summary>Whether the permissions hide the kernel, so that events were opened without it.</summary>
    public bool KernelHidden { get; private set; }

    /// <summary>Opens counters, switched off.</summary>
    /// <param name="groups">The events.</param>
    /// <param name="threadId">The thread; 0 for the one that calls.</param>
    /// <param name="onExec">Whether they are switched on by the next exec of the thread or of what it starts.</param>
    /// <param name="openings">What became of the same events before; filled where it is empty.</param>
    /// <exception cref="CaptureException">The kernel refuses something that is no matter of the event, or permits none of them.</exception>
    public static CounterSet Open(IReadOnlyList<EventGroup> groups, int threadId, bool onExec, CounterOpenings openings)
    {
        var set = new CounterSet(openings);
        try
        {
            foreach (var group in groups)
                set.OpenGroup(group, threadId, onExec);
            if (set._counters.TrueForAll(static counter => counter.Status == CounterStatus.NotPermitted))
                throw CounterOpener.ErrorOf(groups[0].Leader, threadId, Errno.EACCES);
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>Switches the counters on.</summary>
    public void Enable() => Switch(PerfEventIoctl.PERF_EVENT_IOC_ENABLE);

    /// <summary>Switches them off, the last one that came on first.</summary>
    public void Disable()
    {
        _counters.Reverse();
        Switch(PerfEventIoctl.PERF_EVENT_IOC_DISABLE);
        _counters.Reverse();
    }

    /// <summary>The values by now, those of children that still run included.</summary>
    public CounterValue[] Read()
    {
        var values = new CounterValue[_counters.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = Read(_counters[i]);
        return values;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var counter in _counters)
        {
            if (counter.Fd >= 0)
                _ = Close.Invoke(counter.Fd);
        }
    }

    private static CounterValue Read(OpenCounter counter)
    {
        if (counter.Fd < 0)
            return new CounterValue(counter.Name, counter.Status, counter.Reason, 0, 0, 0);

        // { value, time_enabled, time_running }; nothing at all from a pinned event that lost its place.
        Span<ulong> words = stackalloc ulong[3];
        nint bytes = Native.Read.Invoke(counter.Fd, MemoryMarshal.AsBytes(words));
        bool isRead = bytes == 3 * sizeof(ulong);
        return isRead && words[2] > 0
            ? new CounterValue(counter.Name, CounterStatus.Counted, "", words[0], (long)words[1], (long)words[2])
            : new CounterValue(
                counter.Name, CounterStatus.NotCounted,
                isRead && words[1] == 0 ? "Nothing ran while it was switched on." : "It found no free counter while the work ran.",
                0, isRead ? (long)words[1] : 0, 0);
    }

    private void OpenGroup(EventGroup group, int threadId, bool onExec)
    {
        int leader = PerfEventOpen.NoGroup;
        for (int member = 0; member < group.Events.Count; member++)
        {
            var definition = group.Events[member];
            if (member > 0 && leader < 0)
            {
                _counters.Add(_counters[^member] with { Name = definition.Name, IsSwitched = false });
                continue;
            }

            var opened = _openings.Open(_counters.Count, definition, threadId, onExec, leader, out bool kernelHidden);
            KernelHidden |= kernelHidden;
            _counters.Add(opened);
            if (member == 0)
                leader = opened.Fd;
        }
    }

    private void Switch(ulong request)
    {
        foreach (var counter in _counters)
        {
            if (counter.Fd >= 0 && counter.IsSwitched)
                _ = Ioctl.Invoke(counter.Fd, request, PerfEventIoctl.PERF_IOC_FLAG_GROUP);
        }
    }
}
