using OProf.Capture.Markers.Probes;
using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents;
using OProf.Capture.Sources.PerfEvents.Records;
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

    private readonly CaptureSession _session;
    private readonly AddressSpaces _spaces;
    private readonly PerfRecordSync _records;
    private readonly Dictionary<(string Name, string Filter), (ArmedMarker Armed, IMarkerProvider Provider)> _armed = [];
    private readonly RequestQueue _requests;
    private readonly HitTasks _tasks;
    private Action<InboxRing, CpuState>? _addRing;
    private Probe[] _probes = [];
    private int _lastId;

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
        InboxSync = new InboxSync(Inbox, Dispatcher, records, _tasks);
        Context = new MarkerContext(session, Dispatcher, Inbox, source, records, spaces, processIds);
    }

    public MarkerDispatcher Dispatcher { get; }

    public MarkerInbox Inbox { get; }

    public InboxSync InboxSync { get; }

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
        if (!_requests.Run(() => added = Connect(options)))
            throw MarkerErrors.SessionOver(_session);
        return added!;
    }

    /// <summary>Disconnects a probe, and waits until it does nothing more. By any thread but the sync thread.</summary>
    /// <exception cref="CaptureException">The session does not have it.</exception>
    public void Remove(Probe probe)
    {
        ArgumentNullException.ThrowIfNull(probe);
        if (!_requests.Run(() => Disconnect(probe)))
            throw MarkerErrors.SessionOver(_session);
        probe.Stop(Context, drains: false);
    }

    /// <summary>Connects the probes that the session was started with, before its first round.</summary>
    /// <exception cref="CaptureException">One of them cannot be connected.</exception>
    public void ConnectFirst(IReadOnlyList<ProbeOptions> options)
    {
        foreach (var each in options)
            Connect(each);
    }

    /// <summary>Does what was asked for; on the sync thread, between two rounds.</summary>
    public void BetweenRounds(ulong now)
    {
        _requests.RunAll();
        Inbox.BeginRound();
        InboxSync.CountLosses(now);
    }

    /// <summary>Disarms everything; before the last round, which delivers what was hit until now to the probes.</summary>
    public void Disarm()
    {
        _requests.Close();
        foreach (var (armed, _) in _armed.Values)
            armed.Dispose();
        _armed.Clear();
    }

    /// <summary>Ends what the probes do on threads of their own; after the last round.</summary>
    public void Finish()
    {
        InboxSync.CountLosses((ulong)ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC));
        foreach (var probe in _probes)
        {
            probe.Disconnect();
            probe.Stop(Context, drains: true);
        }
    }

    /// <summary>Undoes what <see cref="ConnectFirst"/> did, where the session did not come about.</summary>
    public void Abandon()
    {
        Disarm();
        foreach (var probe in _probes)
            probe.Stop(Context, drains: false);
        Inbox.Dispose();
    }

    /// <summary>Gives back what is left; when no thread uses it any more.</summary>
    public void Dispose()
    {
        Disarm();
        Inbox.Dispose();
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
        var found = MarkerCatalog.Resolve(options.Marker);
        if (found.Count > MostMarkersOfProbe)
            throw MarkerErrors.TooManyMarkers(options.Marker, found.Count, MostMarkersOfProbe);
        var probe = options.Create(++_lastId);
        probe.Check([.. found.Select(marker => marker.Marker)]);
        probe.Start(Context);
        var armed = new List<ArmedMarker>(found.Count);
        try
        {
            foreach (var (provider, marker) in found)
                armed.Add(Arm(provider, marker, options.Filter));
        }
        catch
        {
            armed.ForEach(DisarmUnused);
            probe.Stop(Context, drains: false);
            throw;
        }

        probe.Connect(armed);
        foreach (var marker in armed)
            marker.Probes = [.. marker.Probes, probe];
        Volatile.Write(ref _probes, [.. _probes, probe]);
        return probe;
    }

    private void Disconnect(Probe probe)
    {
        if (!_probes.Contains(probe))
            throw MarkerErrors.ProbeNotFound(probe);
        Volatile.Write(ref _probes, [.. _probes.Where(known => known != probe)]);
        probe.Disconnect();
        foreach (var armed in probe.Armed)
        {
            armed.Probes = [.. armed.Probes.Where(known => known != probe)];
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
