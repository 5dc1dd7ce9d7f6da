using System.Runtime.InteropServices;
using OProf.Capture.Environments;
using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;
using OProf.Capture.Sources.PerfEvents.Processes;
using OProf.Capture.Sources.PerfEvents.Records;

namespace OProf.Capture.Sources.PerfEvents;

/// <content>
/// Tracepoints, which come and go while the session runs. They write to the same rings as the sampled events, and come back with
/// their CPU. They stay on while the session is suspended: who gets a hit then is decided where it is delivered. To open and close
/// them is for the sync thread, or before there is one.
/// </content>
internal sealed partial class PerfEventSource
{
    private readonly Dictionary<int, OpenTracepoint> _tracepoints = [];
    private int _nextTracepoint = EventIdMap.FirstTracepoint;
    private long[] _lostOfClosed = [];
    private bool _hasBegun;

    /// <summary>
    /// Switches the tracepoints on for the first time, where the exec of a launched command does not, and from now on each as it is
    /// opened: that exec may be over then.
    /// </summary>
    public void BeginTracepoints()
    {
        lock (_gate)
        {
            if (!_hasBegun && !_opener.Sampling.EnableOnExec)
                SwitchOnTracepoints();
            _hasBegun = true;
        }
    }

    /// <summary>Opens a tracepoint for all that the session follows, and switches it on where the session has begun.</summary>
    /// <param name="id">Its number in tracefs.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <param name="filter">What its hits have to meet, in the kernel's notation; null for all.</param>
    /// <param name="processIds">The processes that are followed now; not looked at where the whole system is.</param>
    /// <returns>Index of its samples' event, from <see cref="EventIdMap.FirstTracepoint"/> on.</returns>
    /// <exception cref="CaptureException">It could not be opened; nothing is left open then.</exception>
    /// <exception cref="TracepointFilterException">The kernel does not take the filter; nothing is left open then.</exception>
    public int OpenTracepoint(ulong id, string name, string? filter, IEnumerable<int> processIds)
    {
        lock (_gate)
        {
            int index = _nextTracepoint++;
            var tracepoint = new OpenTracepoint(name, PerfEventAttrBuilder.BuildTracepoint(id, _opener.Sampling), filter);
            try
            {
                for (int ring = 0; ring < _rings.Length && _plan.ProcessIds is null; ring++)
                    Open(tracepoint, index, PerfEventOpen.Any, ring, _rings[ring].Fd);
                if (_plan.ProcessIds is not null)
                    OpenOnThreads(tracepoint, index, processIds);
            }
            catch
            {
                CloseAll(index);
                throw;
            }

            _tracepoints.Add(index, tracepoint);
            if (_hasBegun)
                SwitchTracepoint(index, PerfEventIoctl.PERF_EVENT_IOC_ENABLE);
            return index;
        }
    }

    /// <summary>Switches a tracepoint off for good. When it returns the last of its hits is in the rings.</summary>
    public void StopTracepoint(int index)
    {
        lock (_gate)
        {
            _tracepoints.Remove(index);
            SwitchTracepoint(index, PerfEventIoctl.PERF_EVENT_IOC_DISABLE);
        }
    }

    /// <summary>Hits of a tracepoint that the kernel dropped because a ring was full; 0 where it does not say.</summary>
    public long LostOfTracepoint(int index)
    {
        lock (_gate)
            return Format.HasLostCounts ? _events.Concat(_retired).Where(open => open.EventIndex == index).Sum(LostOf) : 0;
    }

    /// <summary>Closes a tracepoint. Hits of it may still be in the rings.</summary>
    public void CloseTracepoint(int index)
    {
        lock (_gate)
        {
            _tracepoints.Remove(index);
            CloseAll(index);
        }
    }

    private static void SetFilter(int fd, OpenTracepoint tracepoint)
    {
        if (tracepoint.Filter is { } filter && IoctlText.Invoke(fd, PerfEventIoctl.PERF_EVENT_IOC_SET_FILTER, filter) < 0)
            throw new TracepointFilterException(tracepoint.Name, filter, Marshal.GetLastPInvokeError());
    }

    private void CloseAll(int index)
    {
        foreach (var list in (List<OpenEvent>[])[_events, _retired])
        {
            foreach (var open in list.Where(open => open.EventIndex == index))
            {
                // What was lost is lost for good: the account at the end has to know.
                if (_lostOfClosed.Length < _rings.Length)
                    Array.Resize(ref _lostOfClosed, _rings.Length);
                if (Format.HasLostCounts)
                    _lostOfClosed[open.RingIndex] += LostOf(open);
                _ = Close.Invoke(open.Fd);
            }

            list.RemoveAll(open => open.EventIndex == index);
        }
    }

    private void SwitchOnTracepoints(int ring = -1)
    {
        foreach (var open in _events)
        {
            if ((ring < 0 || open.RingIndex == ring) && _tracepoints.ContainsKey(open.EventIndex))
                _ = Ioctl.Invoke(open.Fd, PerfEventIoctl.PERF_EVENT_IOC_ENABLE, 0);
        }
    }

    private void SwitchTracepoint(int index, ulong request)
    {
        foreach (var open in _events)
        {
            if (open.EventIndex == index)
                _ = Ioctl.Invoke(open.Fd, request, 0);
        }
    }

    // As with the sampled events: threads that start meanwhile inherit, or are found by looking again.
    private void OpenOnThreads(OpenTracepoint tracepoint, int index, IEnumerable<int> processIds)
    {
        var opened = new HashSet<int>();
        foreach (int processId in processIds)
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
                    for (int ring = 0; ring < _rings.Length; ring++)
                        Open(tracepoint, index, threadId, ring, _rings[ring].Fd);
                }
            }
        }
    }

    // On a CPU that has come; what its own events write to is settled afterwards, with that of the others.
    private void OpenTracepointsOn(int ring)
    {
        foreach (var (index, tracepoint) in _tracepoints)
            Open(tracepoint, index, PerfEventOpen.Any, ring, owner: -1);
    }

    private void Open(OpenTracepoint tracepoint, int index, int threadId, int ring, int owner)
    {
        var attr = tracepoint.Attr;
        int fd = PerfEventOpen.Invoke(ref attr, threadId, _plan.Cpus[ring], PerfEventOpen.NoGroup, PerfEventOpenFlags.PERF_FLAG_FD_CLOEXEC);
        if (fd < 0)
        {
            int errno = Marshal.GetLastPInvokeError();

            // A thread that is gone by now has no hits; a CPU that is offline none until it comes back.
            if ((errno == Errno.ESRCH && threadId >= 0) || (errno == Errno.ENODEV && threadId < 0))
                return;
            throw errno is Errno.EPERM or Errno.EACCES
                ? TracepointAccess.ErrorOf(tracepoint.Name, errno)
                : _opener.ErrorOf(PerfOperation.Open, tracepoint.Name, errno, threadId, _plan.Cpus[ring]);
        }

        var open = new OpenEvent(fd, ring, index, IsSwitched: false, IsGroup: false);
        _events.Add(open);
        SetFilter(fd, tracepoint);
        if (owner >= 0 && Ioctl.Invoke(fd, PerfEventIoctl.PERF_EVENT_IOC_SET_OUTPUT, (nuint)owner) < 0)
            throw _opener.ErrorOf(PerfOperation.Control, "the ring", Marshal.GetLastPInvokeError(), -1, _plan.Cpus[ring]);
        ulong id = 0;
        if (Ioctl.Invoke(fd, PerfEventIoctl.PERF_EVENT_IOC_ID, ref id) == 0)
            Ids.Add(id, index);
    }
}
