using OProf.Capture.Markers.Filters;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Markers.Scripts;
using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.EventPipe;
using OProf.Capture.Sources.PerfEvents;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sources.Scripts;
using OProf.Capture.Sync;

namespace OProf.Capture.Markers;

/// <summary>The probes of a session and the markers that are armed for them.</summary>
/// <remarks>
/// Any thread asks; the sync thread does it between two rounds, or whoever starts the session before the first. So nothing
/// of what is here is guarded by a lock but the list of requests.
/// </remarks>
internal sealed class SessionMarkers : IDisposable
{
    private const int MostMarkersOfProbe = 4096;

    // What waits in the queues of callbacks when the session ends may take so long.
    private const int DrainMilliseconds = 2000;

    // So long the sync thread waits at most before it looks again whether a source has sent all.
    private const int FlushMilliseconds = 5;

    // Of fewer samples it need not be said that their line is not sure.
    private const int LeastPartToSay = 20;

    private readonly CaptureSession _session;
    private readonly AddressSpaces _spaces;
    private readonly PerfRecordSync _records;
    private readonly Dictionary<(string Name, string Filter), (ArmedMarker Armed, IMarkerProvider Provider)> _armed = [];
    private readonly RequestQueue _requests;
    private readonly HitTasks _tasks;
    private Action<InboxRing, CpuState>? _addRing;
    private Probe[] _probes = [];
    private ScriptSampler? _script;
    private int _lastId;
    private bool _isFinished;

    public SessionMarkers(
        CaptureSession session, PerfEventSource source, PerfRecordSync records, AddressSpaces spaces, Action wake, IReadOnlyList<int>? processIds)
    {
        _session = session;
        _records = records;
        _spaces = spaces;
        _requests = new RequestQueue(wake);
        _tasks = new HitTasks(session.Tables, spaces);
        Dispatcher = new MarkerDispatcher(records.Writer, session.Tables);
        records.Markers = Dispatcher;
        Inbox = new MarkerInbox(AddRing, wake);
        Marks = new ScriptMarks(session, Inbox, _requests);
        InboxSync = new InboxSync(Inbox, Dispatcher, records, _tasks);
        Context = new MarkerContext(session, this, Dispatcher, Inbox, source, records, spaces, processIds);
    }

    public MarkerDispatcher Dispatcher { get; }

    public MarkerInbox Inbox { get; }

    public InboxSync InboxSync { get; }

    /// <summary>The marks that scripts write.</summary>
    public ScriptMarks Marks { get; }

    public MarkerContext Context { get; }

    /// <summary>The probes that are connected; for any thread.</summary>
    public IReadOnlyList<Probe> Probes => Volatile.Read(ref _probes);

    /// <summary>Says where the rings of the inbox are to be read.</summary>
    public void ReadRingsWith(BufferSync<CaptureBuffer, CaptureSink> sync) => _addRing = (ring, cpu) =>
    {
        _records.AddCpu(cpu);
        sync.Add(new CaptureBuffer(ring));
    };

    /// <summary>Connects a probe. By any thread but the sync thread.</summary>
    /// <exception cref="CaptureException">It cannot be connected; the session goes on as before.</exception>
    public Probe Add(ProbeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Probe? added = null;
        using var opened = OpenedMarkers.Open(Context, options);
        if (!_requests.Run(() => added = Connect(options)))
            throw MarkerErrors.SessionOver(_session);
        return added!;
    }

    /// <summary>Disconnects a probe, and waits until it does nothing more. By any thread but the sync thread.</summary>
    /// <exception cref="CaptureException">The session does not have it.</exception>
    public void Remove(Probe probe)
    {
        ArgumentNullException.ThrowIfNull(probe);

        // What was hit before this lies in a ring maybe. Between two requests there are two rounds, and they deliver it.
        if (!_requests.Run(static () => { }) || !_requests.Run(() => Disconnect(probe)))
            throw MarkerErrors.SessionOver(_session);
        probe.BeginStop(drains: false);
        probe.EndStop(_session, Environment.TickCount64);
    }

    /// <summary>Has the sync thread do something between two rounds, and does not wait for it.</summary>
    /// <returns>False once the session is over.</returns>
    public bool Post(Action action) => _requests.Post(action);

    /// <summary>Connects the probes that the session was started with, before its first round.</summary>
    /// <exception cref="CaptureException">One of them cannot be connected.</exception>
    public void ConnectFirst(IReadOnlyList<ProbeOptions> options)
    {
        foreach (var each in options)
            Connect(each);
    }

    /// <summary>
    /// Has the calls of a script put in front of the call chains of this thread, which runs it, from <see cref="BeginScript"/>
    /// on; before the first round.
    /// </summary>
    public void ConnectScript(IScriptCalls stack)
    {
        int threadId = GetTid.Invoke();
        _script = new ScriptSampler(stack, threadId, Inbox.AddRing(-1));
        _records.Script = new ScriptFrames(_session.Tables, _script.Stacks, threadId);
    }

    /// <summary>Begins to look at the script, if there is one.</summary>
    public void BeginScript()
    {
        if (_script?.Start() == false)
            _session.AddNotice("OProfScriptStackUnreadable", "The script's calls are not looked at: the system has no thread left for it. Samples have no frames of the script.");
    }

    /// <summary>Whether nothing is done for a marker, a mark apart.</summary>
    public bool IsQuiet => _probes.Length == 0 && _script is null && Context.Events.IsEmpty;

    /// <summary>Does what was asked for; on the sync thread, between two rounds.</summary>
    /// <param name="now">CLOCK_MONOTONIC nanoseconds.</param>
    /// <param name="window">Drops what need not be kept; null where all is kept.</param>
    public void BetweenRounds(ulong now, SessionWindow? window)
    {
        foreach (var probe in _probes)
            probe.BeforeRequests();
        _requests.RunAll();
        foreach (var probe in _probes)
            probe.AfterRequests();
        if (_probes.Length > 0)
            window?.Shrink(now);
        foreach (var probe in _probes)
            probe.BeginRound();
        Inbox.BeginRound();
        InboxSync.CountLosses(now);
        Context.Events.CountLosses(_session.Ledger[0]);
    }

    /// <summary>Has sources that send late send what was hit by now; once sampling has stopped.</summary>
    /// <param name="round">Takes what has come.</param>
    public void Flush(Action<int> round)
    {
        if (Context.Events.IsEmpty)
            return;
        Context.Events.BeginStop();
        long deadline = Environment.TickCount64 + (long)EventPipeConnections.EndTime.TotalMilliseconds;
        while (!Context.Events.AreStopped && Environment.TickCount64 < deadline)
        {
            Inbox.BeginRound();
            round(FlushMilliseconds);
        }

        Context.Events.Dispose();
        round(0);
    }

    /// <summary>Disarms everything; before the last round, which delivers what was hit until now to the probes.</summary>
    public void Disarm()
    {
        _requests.Close();
        _script?.Close();
        Marks.Close();
        foreach (var (armed, _) in _armed.Values)
            armed.Dispose();
        _armed.Clear();
        Context.Events.Dispose();
    }

    /// <summary>Ends what the probes do on threads of their own; after the last round.</summary>
    public void Finish()
    {
        Context.Events.CountLosses(_session.Ledger[0]);
        InboxSync.CountLosses((ulong)ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC));
        SayOfScript();
        _isFinished = true;
        StopAll(drains: true);
    }

    /// <summary>Gives back what is left, however far the session came; when no thread uses it any more.</summary>
    public void Dispose()
    {
        Disarm();
        if (!_isFinished)
            StopAll(drains: false);
        _script?.Join();
        Inbox.Dispose();
    }

    private void SayOfScript()
    {
        _script?.Join();
        foreach (var notice in _script?.Notices() ?? [])
            _session.AddNotice(notice.Id, notice.Message);
        if (_records.Script is { } script && script.Uncertain * LeastPartToSay >= script.Samples && script.Uncertain > 0)
        {
            _session.AddNotice("OProfScriptFramesUncertain", FormattableString.Invariant(
                $"Of {script.Samples} samples with frames of the script {script.Uncertain} have the line of up to {ScriptSampler.IntervalMilliseconds} ms before, as the script went on meanwhile. Sums of many samples are right, a single one need not be."));
        }
    }

    // One that does not end takes nothing from the others' time: all have the same deadline.
    private void StopAll(bool drains)
    {
        foreach (var probe in _probes)
        {
            probe.Disconnect();
            probe.BeginStop(drains);
        }

        long deadline = Environment.TickCount64 + (drains ? DrainMilliseconds : 0);
        foreach (var probe in _probes)
            probe.EndStop(_session, deadline);
    }

    private void AddRing(InboxRing ring, int cpu)
    {
        var ledger = _session.Ledger.FirstOrDefault(ledger => ledger.Cpu == cpu) ?? _session.Ledger[0];
        InboxSync.Add(ring, ledger);
        _addRing!(ring, new CpuState(ledger));
    }

    private Probe Connect(ProbeOptions options)
    {
        if (_probes.Any(known => known.Options.Equals(options)))
            throw MarkerErrors.ProbeBusy(options);
        var places = options.Places.Select(place => Resolve(place.Name)).ToList();
        var probe = options.Create(_lastId + 1);
        probe.Check([.. places.Select(place => place.Select(found => found.Marker).ToList())]);
        probe.Start(Context);
        var armed = new List<List<ArmedMarker>>();
        var filters = new Dictionary<ArmedMarker, MarkerFilter?>();
        try
        {
            for (int i = 0; i < places.Count; i++)
            {
                armed.Add([]);
                foreach (var (provider, marker) in places[i])
                {
                    string? filter = options.Places[i].Filter;
                    var own = filter is null || provider.TakesFilters ? null : MarkerFilter.Parse(filter, marker);
                    armed[i].Add(Arm(provider, marker, provider.TakesFilters ? filter : null));
                    if (!filters.TryAdd(armed[i][^1], own) && (own ?? filters[armed[i][^1]]) is not null)
                        throw MarkerErrors.ProbeInvalid(options, $"Marker '{marker.Name}' is at both ends of the probe: it can have no filter there.");
                }
            }
        }
        catch
        {
            foreach (var marker in armed.SelectMany(place => place).Distinct())
                DisarmUnused(marker);
            probe.BeginStop(drains: false);
            probe.EndStop(_session, Environment.TickCount64);
            throw;
        }

        _lastId++;
        probe.Connect(armed);
        foreach (var marker in probe.Armed)
            marker.Probes = [.. marker.Probes, new ConnectedProbe(probe, filters.GetValueOrDefault(marker))];
        Volatile.Write(ref _probes, [.. _probes, probe]);
        return probe;
    }

    private static IReadOnlyList<(IMarkerProvider Provider, MarkerInfo Marker)> Resolve(string name)
    {
        var found = MarkerCatalog.Resolve(name);
        return found.Count <= MostMarkersOfProbe ? found : throw MarkerErrors.TooManyMarkers(name, found.Count, MostMarkersOfProbe);
    }

    private void Disconnect(Probe probe)
    {
        if (!_probes.Contains(probe))
            throw MarkerErrors.ProbeNotFound(probe);
        Volatile.Write(ref _probes, [.. _probes.Where(known => known != probe)]);
        probe.Disconnect();
        foreach (var armed in probe.Armed)
        {
            armed.Probes = [.. armed.Probes.Where(known => known.Probe != probe)];
            DisarmUnused(armed);
        }
    }

    private ArmedMarker Arm(IMarkerProvider provider, MarkerInfo marker, string? filter)
    {
        var key = (marker.Name.ToUpperInvariant(), filter ?? "");
        if (_armed.TryGetValue(key, out var known) && known.Provider == provider)
            return known.Armed;
        var armed = provider.Arm(Context, marker, filter);
        _armed[key] = (armed, provider);
        return armed;
    }

    private void DisarmUnused(ArmedMarker armed)
    {
        if (armed.Probes.Length > 0)
            return;
        _armed.Remove((armed.Marker.Name.ToUpperInvariant(), armed.Filter ?? ""));
        armed.Dispose();
    }
}
