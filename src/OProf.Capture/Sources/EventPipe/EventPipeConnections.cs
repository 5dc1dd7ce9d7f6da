using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// The connections that a session has to .NET processes: one for each provider and process, which all markers share that want the
/// same of it. For any thread.
/// </summary>
internal sealed class EventPipeConnections : IDisposable
{
    /// <summary>How long the end of a session waits for what processes have written and not sent yet.</summary>
    public static readonly TimeSpan EndTime = TimeSpan.FromSeconds(2);

    private readonly CaptureSession _session;
    private readonly IReadOnlyList<int>? _processIds;
    private readonly object _gate = new();
    private readonly List<EventPipeLease> _leases = [];
    private long _dropped;
    private long _undecodable;

    /// <param name="session">Whose notices say what happens.</param>
    /// <param name="processIds">The processes that the session is of; null for the whole system.</param>
    public EventPipeConnections(CaptureSession session, IReadOnlyList<int>? processIds)
    {
        _session = session;
        _processIds = processIds;
    }

    /// <summary>Whether there are any.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _leases.Count == 0;
        }
    }

    /// <summary>
    /// Takes a share in the connection to a provider of a process, which is opened where there is none: then this waits for the
    /// process's answer, <see cref="EventPipeConnection.AnswerTime"/> at most.
    /// </summary>
    /// <exception cref="CaptureException">The process does not answer, or refuses.</exception>
    public EventPipeLease Acquire(DiagnosticPort port, EventProviderRequest request)
    {
        EventPipeLease lease;
        lock (_gate)
        {
            var known = _leases.Find(each => each.Port == port && each.Request.IsSame(request) && !each.IsOver);
            if (known is null)
                _leases.Add(known = new EventPipeLease(this, port, request));
            lease = known;
            lease.Users++;
        }

        try
        {
            lease.Open(Ended);
            return lease;
        }
        catch
        {
            lock (_gate)
                _leases.Remove(lease);
            throw;
        }
    }

    /// <summary>Gives a share back. With the last one the connection ends, in its own time: nobody waits for it.</summary>
    public void Release(EventPipeLease lease)
    {
        lock (_gate)
        {
            if (--lease.Users > 0 || !_leases.Remove(lease))
                return;
        }

        // Such a thread may wait; the sync thread, which releases, must not.
        _ = Task.Run(lease.End);
    }

    /// <summary>Asks all processes for what they have written by now. Does not wait.</summary>
    public void BeginStop()
    {
        foreach (var lease in All())
            lease.Connection.BeginStop();
    }

    /// <summary>Whether everything has come that was written before <see cref="BeginStop"/>.</summary>
    public bool AreStopped => All().All(lease => lease.Connection.WaitForEnd(TimeSpan.Zero));

    /// <summary>Gives up what has not come, and says so.</summary>
    public void Dispose()
    {
        foreach (var lease in All())
        {
            if (!lease.Connection.WaitForEnd(TimeSpan.Zero))
                EventPipeNotices.Unread(_session, lease.Connection, EndTime);
            lease.Connection.Dispose();
        }

        lock (_gate)
            _leases.Clear();
    }

    /// <summary>Counts events that a process dropped.</summary>
    public void CountDropped(long events) => Interlocked.Add(ref _dropped, events);

    /// <summary>Counts an event that made no sense.</summary>
    public void CountUndecodable() => Interlocked.Increment(ref _undecodable);

    /// <summary>Puts what was lost since the last call into a ledger. For the sync thread.</summary>
    public void CountLosses(CpuLedger ledger)
    {
        Count(ledger, LossCause.SourceDiscarded, Interlocked.Exchange(ref _dropped, 0));
        Count(ledger, LossCause.Malformed, Interlocked.Exchange(ref _undecodable, 0));
    }

    private static void Count(CpuLedger ledger, LossCause cause, long events)
    {
        ledger.CountReceived(events);
        ledger.CountLost(cause, events);
    }

    private EventPipeLease[] All()
    {
        lock (_gate)
            return [.. _leases.Where(lease => lease.IsOpen)];
    }

    private void Ended(EventPipeConnection connection)
    {
        if (connection.Failure is { } failure)
            EventPipeNotices.Failed(_session, connection, failure);

        // That the only target has ended is why the session ends: no need to say it twice.
        else if (connection.HasTargetEnded && !(_processIds is [var only] && only == connection.Port.ProcessId))
            EventPipeNotices.Ended(_session, connection);
        if (connection.ClockUncertainty > 0)
            EventPipeNotices.ClockGuessed(_session, connection);
    }
}
