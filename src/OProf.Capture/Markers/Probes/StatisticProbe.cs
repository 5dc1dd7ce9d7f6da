using OProf.Capture.Markers.Fields;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Probes;

/// <summary>Keeps the statistic of a field, by key.</summary>
public sealed class StatisticProbe : Probe
{
    private readonly StatisticProbeOptions _options;
    private readonly FieldAccesses? _field;
    private HitKey? _by;
    private KeyedStatistics? _statistics;

    internal StatisticProbe(int id, StatisticProbeOptions options)
        : base(id, options)
    {
        _options = options;
        _field = options.Field is null ? null : new FieldAccesses(options.Field);
    }

    /// <summary>The statistic of all hits.</summary>
    public ProbeStatistic Total => _statistics!.Total;

    /// <inheritdoc/>
    public override IReadOnlyList<ProbeStatistic> Statistics => _statistics!.Statistics;

    internal override void Check(IReadOnlyList<IReadOnlyList<MarkerInfo>> places)
    {
        var markers = places[0];
        if (_options.MaxKeys < 1)
            throw MarkerErrors.ProbeInvalid(_options, $"A statistic keeps at least one key, not {_options.MaxKeys}.");
        _by = _options.By is null ? null : HitKey.Of(_options.By, markers);
        foreach (var marker in markers.Where(marker => _field is not null && marker.HasFixedFields))
        {
            var access = _field!.AccessOf(marker.Schema) ?? throw MarkerErrors.FieldUnknown(_field.Name, marker);
            if (access.Type.Kind is not (PayloadKind.Signed or PayloadKind.Unsigned or PayloadKind.Double))
                throw MarkerErrors.FieldNotNumber(_field.Name, marker);
        }
    }

    internal override void Start(MarkerContext context) =>
        _statistics = new KeyedStatistics(_by, _options.MaxKeys, context.Dispatcher.SyncRoot);

    internal override void Hit(MarkerDispatcher dispatcher, ArmedMarker armed, in MarkerHit hit)
    {
        double? value = null;
        if (_field is not null)
        {
            if (!_field.TryRead(hit, out var field) || !field.IsNumber || double.IsNaN(field.Number))
            {
                CountLost(ProbeLossCause.FieldMissing);
                return;
            }

            value = field.Number;
        }

        if (!_statistics!.Add(hit, dispatcher.Tables, value))
            CountLost(ProbeLossCause.KeysFull);
    }
}
