using OProf.Capture.Markers.Probes;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers;

/// <summary>Gives each hit to the probes of its marker, and counts it once. For the sync thread, during a round.</summary>
internal sealed class MarkerDispatcher
{
    private readonly EventStreamWriter _writer;
    private readonly SessionTables _tables;
    private readonly Dictionary<PayloadSchema, ulong> _kinds = new(ReferenceEqualityComparer.Instance);
    private ulong _suspendedAt = ulong.MaxValue;
    private ulong _resumedAt = ulong.MaxValue;
    private long _recorded;

    // Of the hit that is being delivered.
    private CpuLedger? _ledger;

    /// <summary>Records into a stream.</summary>
    public MarkerDispatcher(EventStreamWriter writer, SessionTables tables)
    {
        _writer = writer;
        _tables = tables;
    }

    /// <summary>Hits that were recorded.</summary>
    public long Recorded => Volatile.Read(ref _recorded);

    /// <summary>The lock under which hits are delivered: that of the event buffer.</summary>
    public object SyncRoot => _writer.Buffer.SyncRoot;

    /// <summary>Whether the hit that is being delivered is in the stream.</summary>
    public bool IsRecorded { get; private set; }

    /// <summary>Names of processes and threads, fields' schemas, and so on.</summary>
    public SessionTables Tables => _tables;

    /// <summary>Says that the session was suspended; by any thread. Hits from then on are for triggers only.</summary>
    /// <param name="now">CLOCK_MONOTONIC nanoseconds.</param>
    public void Suspend(ulong now)
    {
        Volatile.Write(ref _resumedAt, ulong.MaxValue);
        Volatile.Write(ref _suspendedAt, now);
    }

    /// <summary>Says that the session goes on; by any thread.</summary>
    /// <param name="now">CLOCK_MONOTONIC nanoseconds.</param>
    public void Resume(ulong now) => Volatile.Write(ref _resumedAt, now);

    /// <summary>Delivers a hit that its source has counted as received.</summary>
    /// <param name="armed">The marker.</param>
    /// <param name="hit">The hit.</param>
    /// <param name="ledger">Where it is counted: as delivered if it is recorded, as lost where that fails, else as applied.</param>
    public void Hit(ArmedMarker armed, in MarkerHit hit, CpuLedger ledger)
    {
        _ledger = ledger;
        armed.CountHit();
        bool isSuspended = hit.Time >= Volatile.Read(ref _suspendedAt) && hit.Time < Volatile.Read(ref _resumedAt);
        var outcome = HitOutcome.Applied;
        if (IsToBeRecorded(armed, hit, isSuspended))
            outcome = Record(KindOf(armed, hit.Marker.Schema), hit);
        IsRecorded = outcome == HitOutcome.Recorded;
        foreach (var (probe, filter) in armed.Probes)
        {
            if ((isSuspended && !probe.RunsSuspended) || (filter is not null && !filter.Matches(hit, _tables)))
                continue;
            probe.CountHit();
            if (probe.Records && outcome == HitOutcome.StreamFull)
                probe.CountLost(ProbeLossCause.StreamFull);
            probe.Hit(this, armed, hit);
        }

        switch (outcome)
        {
            case HitOutcome.Recorded:
                ledger.CountDelivered();
                break;
            case HitOutcome.StreamFull:
                ledger.CountLost(LossCause.EventLostOverflow);
                break;
            default:
                ledger.CountApplied();
                break;
        }
    }

    /// <summary>The kind of records with some fields; made where it is new.</summary>
    /// <exception cref="ArgumentException">Two fields have one name.</exception>
    private ulong KindOf(PayloadSchema schema)
    {
        if (!_kinds.TryGetValue(schema, out ulong kind))
            _kinds.Add(schema, kind = _tables.Schemas.Add(schema));
        return kind;
    }

    /// <summary>Records something beside the hit that is being delivered, at its time and place; counted for itself.</summary>
    /// <param name="schema">Its fields.</param>
    /// <param name="hit">The hit.</param>
    /// <param name="words">The fields' values.</param>
    /// <returns>False where it did not fit.</returns>
    public bool RecordBeside(PayloadSchema schema, in MarkerHit hit, ReadOnlySpan<ulong> words)
    {
        var beside = new MarkerHit
        {
            Time = hit.Time,
            Cpu = hit.Cpu,
            ProcessId = hit.ProcessId,
            ThreadId = hit.ThreadId,
            Task = hit.Task,
            ExecutableCookie = hit.ExecutableCookie,
            Marker = hit.Marker,
            Words = words,
        };
        return RecordAndCount(KindOf(schema), beside, _ledger!) == HitOutcome.Recorded;
    }

    /// <summary>Records a hit that came some rounds ago; counted for itself. Between two rounds.</summary>
    /// <param name="hit">The hit.</param>
    /// <param name="ledger">Where it is counted.</param>
    /// <returns>False where it did not fit.</returns>
    public bool RecordLater(in MarkerHit hit, CpuLedger ledger)
    {
        lock (SyncRoot)
            return RecordAndCount(KindOf(hit.Marker.Schema), hit, ledger) == HitOutcome.Recorded;
    }

    // Once, however many probes record, and before any other probe sees the hit.
    private bool IsToBeRecorded(ArmedMarker armed, in MarkerHit hit, bool isSuspended)
    {
        if (isSuspended || armed.IsAlwaysRecorded)
            return !isSuspended;
        foreach (var (probe, filter) in armed.Probes)
        {
            if (probe.Records && (filter is null || filter.Matches(hit, _tables)))
                return true;
        }

        return false;
    }

    private HitOutcome RecordAndCount(ulong kind, in MarkerHit hit, CpuLedger ledger)
    {
        ledger.CountReceived();
        var outcome = Record(kind, hit);
        if (outcome == HitOutcome.Recorded)
            ledger.CountDelivered();
        else
            ledger.CountLost(LossCause.EventLostOverflow);
        return outcome;
    }

    private HitOutcome Record(ulong kind, in MarkerHit hit)
    {
        bool fitted = _writer.Payload(new StreamPayload
        {
            Time = hit.Time,
            Cpu = hit.Cpu,
            ProcessId = hit.ProcessId,
            ThreadId = hit.ThreadId,
            Task = hit.Task,
            ExecutableCookie = hit.ExecutableCookie,
            Kind = kind,
            Words = hit.Words,
        });
        if (!fitted)
            return HitOutcome.StreamFull;
        Volatile.Write(ref _recorded, _recorded + 1);
        return HitOutcome.Recorded;
    }

    private ulong KindOf(ArmedMarker armed, PayloadSchema schema)
    {
        if (!ReferenceEquals(schema, armed.Marker.Schema))
            return KindOf(schema);
        if (armed.Kind == 0)
            armed.Kind = KindOf(schema);
        return armed.Kind;
    }
}
