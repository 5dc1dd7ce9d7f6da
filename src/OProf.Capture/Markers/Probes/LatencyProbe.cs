using OProf.Capture.Markers.Fields;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Probes;

/// <summary>Measures the time between two markers, paired by a key.</summary>
/// <remarks>
/// Where one marker is both start and end, a hit ends what waits for its end key before it begins what waits under its start
/// key. Texts are paired by a hash of 64 bits.
/// </remarks>
public sealed class LatencyProbe : Probe
{
    private readonly LatencyProbeOptions _options;
    private readonly Dictionary<ulong, ulong> _pending = [];
    private readonly PayloadWriter _writer = new();
    private readonly PayloadSchema _ofNumbers;
    private readonly PayloadSchema _ofTexts;
    private HitKey? _startKey;
    private HitKey? _endKey;
    private HitKey? _by;
    private HashSet<ArmedMarker> _starts = [];
    private HashSet<ArmedMarker> _ends = [];
    private KeyedStatistics? _statistics;
    private long _pendingCount;
    private long _unpaired;
    private long _restarted;

    internal LatencyProbe(int id, LatencyProbeOptions options)
        : base(id, options)
    {
        _options = options;
        _ofNumbers = SchemaOf(options, PayloadType.Integer(isSigned: true, 64));
        _ofTexts = SchemaOf(options, PayloadType.Text);
    }

    /// <summary>The latencies' statistic, nanoseconds.</summary>
    public ProbeStatistic Total => _statistics!.Total;

    /// <summary>The latencies' statistic by key, nanoseconds.</summary>
    public override IReadOnlyList<ProbeStatistic> Statistics => _statistics!.Statistics;

    /// <summary>Starts that wait for their end now.</summary>
    public long Pending => Volatile.Read(ref _pendingCount);

    /// <summary>Ends without a start.</summary>
    public long Unpaired => Volatile.Read(ref _unpaired);

    /// <summary>Starts that came again before their end; the later one counts.</summary>
    public long Restarted => Volatile.Read(ref _restarted);

    internal override void Check(IReadOnlyList<IReadOnlyList<MarkerInfo>> places)
    {
        if (_options.MaxPending < 1 || _options.MaxKeys < 1)
            throw MarkerErrors.ProbeInvalid(_options, "A latency keeps at least one start and one key.");
        _startKey = HitKey.Of(_options.Key, places[0]);
        _endKey = HitKey.Of(_options.EndKey ?? _options.Key, places[1]);
        _by = _options.By is null ? null : HitKey.Of(_options.By, places[1]);
    }

    internal override void Start(MarkerContext context) =>
        _statistics = new KeyedStatistics(_by, _options.MaxKeys, context.Dispatcher.SyncRoot);

    internal override void Connect(IReadOnlyList<IReadOnlyList<ArmedMarker>> places)
    {
        _starts = [.. places[0]];
        _ends = [.. places[1]];
        base.Connect(places);
    }

    internal override void Hit(MarkerDispatcher dispatcher, ArmedMarker armed, in MarkerHit hit)
    {
        if (_ends.Contains(armed))
            End(dispatcher, hit);
        if (_starts.Contains(armed))
            Begin(dispatcher.Tables, hit);
    }

    private static PayloadSchema SchemaOf(LatencyProbeOptions options, PayloadType key) => new(
        $"latency {options.Marker} to {options.End}", null,
        [new PayloadField("duration", PayloadType.Integer(isSigned: false, 64)), new PayloadField("key", key)]);

    private static ulong Pairing(in FieldValue key) => IsText(key) ? ByteKeyTable.Hash(key.Bytes) : key.Bits;

    private static bool IsText(in FieldValue key) => key.Type.Kind is PayloadKind.Text or PayloadKind.Bytes;

    private void Begin(SessionTables tables, in MarkerHit hit)
    {
        if (!_startKey!.TryRead(hit, tables, out var key))
        {
            CountLost(ProbeLossCause.FieldMissing);
            return;
        }

        ulong pairing = Pairing(key);
        if (_pending.ContainsKey(pairing))
        {
            Volatile.Write(ref _restarted, _restarted + 1);
        }
        else if (_pending.Count >= _options.MaxPending)
        {
            CountLost(ProbeLossCause.PendingFull);
            return;
        }

        _pending[pairing] = hit.Time;
        Volatile.Write(ref _pendingCount, _pending.Count);
    }

    private void End(MarkerDispatcher dispatcher, in MarkerHit hit)
    {
        if (!_endKey!.TryRead(hit, dispatcher.Tables, out var key))
        {
            CountLost(ProbeLossCause.FieldMissing);
            return;
        }

        // An end that comes late, and is older than its start, is none of it.
        if (!_pending.Remove(Pairing(key), out ulong start) || start > hit.Time)
        {
            Volatile.Write(ref _unpaired, _unpaired + 1);
            return;
        }

        Volatile.Write(ref _pendingCount, _pending.Count);
        if (!_statistics!.Add(hit, dispatcher.Tables, hit.Time - start))
            CountLost(ProbeLossCause.KeysFull);
        if (_options.Record && !Record(dispatcher, hit, hit.Time - start, key))
            CountLost(ProbeLossCause.StreamFull);
    }

    private bool Record(MarkerDispatcher dispatcher, in MarkerHit hit, ulong duration, in FieldValue key)
    {
        _writer.Reset();
        _writer.Integer(sizeof(ulong), duration);
        if (IsText(key))
            _writer.Bytes(key.Bytes);
        else
            _writer.Integer(sizeof(ulong), key.Bits);
        return !_writer.HasOverflowed && dispatcher.RecordBeside(IsText(key) ? _ofTexts : _ofNumbers, hit, _writer.Words);
    }
}
