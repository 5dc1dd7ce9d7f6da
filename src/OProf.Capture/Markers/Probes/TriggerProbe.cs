using System.Globalization;
using OProf.Capture.Recording;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;

namespace OProf.Capture.Markers.Probes;

/// <summary>Does something with the session when a hit meets a condition.</summary>
/// <remarks>
/// <code>
///   sync thread          hit ─► queue                       ─► fire: record the hit, pin what is retained ─► start
///   the probe's thread            └─► condition ─► true ─────┘ (between two rounds)                             │
///   the action's thread                                                               suspend, resume, snapshot ◄┘
/// </code>
/// While hits wait for the condition, what was retained when they came stays pinned: so the snapshot has what was there at the
/// moment of the hit. The hit itself is put into the stream, unless a record probe has done so.
/// </remarks>
public sealed class TriggerProbe : QueuedProbe
{
    // A snapshot under way when the session ends is finished; a disk that hangs is not waited for any longer.
    private static readonly TimeSpan s_actionGrace = TimeSpan.FromSeconds(30);

    private readonly TriggerProbeOptions _options;
    private readonly List<string> _snapshots = [];
    private MarkerContext? _context;
    private Thread? _action;
    private EventChunk? _pin;
    private long _pinnedUntil;
    private long _doneBefore;
    private long _fired;
    private ulong _lastFired;

    internal TriggerProbe(int id, TriggerProbeOptions options)
        : base(id, options, options.QueueLength) => _options = options;

    /// <summary>How often it has fired.</summary>
    public long Fired => Volatile.Read(ref _fired);

    /// <summary>CLOCK_MONOTONIC nanoseconds of the hit that fired last; 0 before the first.</summary>
    public ulong LastFiredAt => Volatile.Read(ref _lastFired);

    /// <summary>The snapshots that were written, in their order; one is here once it is whole.</summary>
    public IReadOnlyList<string> Snapshots
    {
        get
        {
            lock (_snapshots)
                return [.. _snapshots];
        }
    }

    internal override bool RunsSuspended => true;

    private protected override bool HasCode => _options.When is not null;

    private CaptureSession Session => _context!.Session;

    private bool IsOver => !_options.EachTime && _fired > 0;

    private protected override Action? CancelCode => _options.Cancel;

    internal override void Check(IReadOnlyList<IReadOnlyList<MarkerInfo>> places)
    {
        base.Check(places);
        if (_options.Action == TriggerAction.Snapshot == string.IsNullOrEmpty(_options.Path))
            throw MarkerErrors.ProbeInvalid(_options, "A trigger needs a path if it writes a snapshot, and only then.");
        if (_options.AtMostEvery is { } interval && (!_options.EachTime || interval <= TimeSpan.Zero))
            throw MarkerErrors.ProbeInvalid(_options, "A least time between two is for triggers that fire each time, and is more than nothing.");
    }

    internal override void Start(MarkerContext context)
    {
        _context = context;
        if (_options.Action == TriggerAction.Snapshot && Session.Options.Path is { } path)
            throw MarkerErrors.ProbeInvalid(_options, $"Session '{Session.Name}' is written to {path} as a whole: a snapshot is for sessions in memory.");
        base.Start(context);
    }

    internal override void Hit(MarkerDispatcher dispatcher, ArmedMarker armed, in MarkerHit hit)
    {
        if (IsOver)
            return;
        if (!HasCode)
        {
            Fire(hit, isInRound: true, dispatcher.IsRecorded);
            return;
        }

        Queue(hit, dispatcher.IsRecorded);
        if (_pin is null && _options.Action == TriggerAction.Snapshot)
            Pin();
    }

    internal override void BeforeRequests() => _doneBefore = Ran;

    // Hits that come in every round would keep a pin for ever: it is taken off whenever those that it was for are decided, the
    // session drops what is too old, and what waits by then gets a pin of its own.
    internal override void AfterRequests()
    {
        if (_doneBefore >= _pinnedUntil)
            Unpin();
    }

    internal override void BeginRound()
    {
        if (_pin is null && _options.Action == TriggerAction.Snapshot && Waiting > 0)
            Pin();
    }

    internal override void EndStop(CaptureSession session, long deadline)
    {
        base.EndStop(session, deadline);
        Unpin();
        if (_action is null || _action == Thread.CurrentThread || _action.Join(s_actionGrace))
            return;
        session.AddNotice("OProfProbeAbandoned", $"What probe {Id} at marker '{Options.Marker}' does had not ended half a minute after the session; it was left alone.");
    }

    private protected override void Run(ProbeHit hit, HitSlot slot)
    {
        if (!_options.When!(hit))
            return;
        var copy = new HitSlot();
        copy.Set(slot.Hit, slot.IsRecorded);
        if (!_context!.Markers.Post(() => Fire(copy.Hit, isInRound: false, copy.IsRecorded)))
            CountLost(ProbeLossCause.NotRun);
    }

    private void Pin()
    {
        _pin = Session.Buffer.Pin();
        _pinnedUntil = Worker.Put;
    }

    private void Unpin()
    {
        if (_pin is not null)
            Session.Buffer.Unpin(_pin);
        _pin = null;
    }

    private void Fire(in MarkerHit hit, bool isInRound, bool isRecorded)
    {
        if (IsOver || !IsConnected)
            return;
        bool isTooSoon = _fired > 0 && _options.AtMostEvery is { } interval && hit.Time < _lastFired + ((ulong)interval.Ticks * TimeSpan.NanosecondsPerTick);
        if (isTooSoon || _action is { IsAlive: true })
        {
            CountLost(ProbeLossCause.ActionBusy);
            return;
        }

        Volatile.Write(ref _lastFired, hit.Time);
        Volatile.Write(ref _fired, _fired + 1);
        if (!Record(hit, isInRound, isRecorded))
            CountLost(ProbeLossCause.StreamFull);
        if (_options.Action == TriggerAction.Stop)
            Session.RequestStop(EndReason.Trigger);
        else
            Begin(_options.Action == TriggerAction.Snapshot ? new RetentionHold(Session.Buffer) : null);
    }

    private bool Record(in MarkerHit hit, bool isInRound, bool isRecorded)
    {
        if (isRecorded)
            return true;
        if (isInRound)
            return _context!.Dispatcher.RecordBeside(hit.Marker.Schema, hit, hit.Words);
        int cpu = hit.Cpu;
        return _context!.Dispatcher.RecordLater(hit, Session.Ledger.FirstOrDefault(ledger => ledger.Cpu == cpu) ?? Session.Ledger[0]);
    }

    private void Begin(RetentionHold? hold)
    {
        string? path = _options.EachTime ? string.Create(CultureInfo.InvariantCulture, $"{_options.Path}-{_fired}") : _options.Path;
        _action = new Thread(() => Act(path, hold)) { IsBackground = true, Name = "OProf trigger" };
        try
        {
            _action.Start();
        }
        catch (OutOfMemoryException e)
        {
            hold?.Dispose();
            _action = null;
            CountError(e);
        }
    }

    private void Act(string? path, RetentionHold? hold)
    {
        try
        {
            switch (_options.Action)
            {
                case TriggerAction.Suspend:
                    Session.Suspend();
                    break;
                case TriggerAction.Resume:
                    Session.Resume();
                    break;
                default:
                    SessionSnapshot.SaveHeld(Session, path!, _options.Force, null, CancellationToken.None);
                    lock (_snapshots)
                        _snapshots.Add(path!);
                    break;
            }
        }
        catch (CaptureException e) when (e.Error.Id == "OProfSessionState")
        {
            // It is what the trigger would make it already, or it is over.
        }
        catch (Exception e)
        {
            CountError(e);
        }
        finally
        {
            hold?.Dispose();
        }
    }
}
