using Microsoft.Diagnostics.Tracing;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>
/// An event with the fields that it has: known when the first one comes, because only then a process says what it sends. An event
/// that describes itself may come in several shapes, and one that belongs to an activity has that as fields besides its own.
/// </summary>
internal sealed class EventShape
{
    private const string ActivityField = "ActivityId";
    private const string RelatedField = "RelatedActivityId";

    private readonly TraceEventOpcode _opcode;

    // EventSource.Write puts the fields of what it is given into one without a name.
    private readonly bool _isWrapped;
    private readonly bool _hasActivity;
    private readonly bool _hasRelated;
    private readonly int _ownFields;

    /// <summary>The shape of an event, from one that came.</summary>
    public EventShape(TraceEvent data, int processId)
    {
        Provider = data.ProviderName;
        Event = NameOf(data);
        _opcode = data.Opcode;
        _hasActivity = data.ActivityID != Guid.Empty;
        _hasRelated = data.RelatedActivityID != Guid.Empty;
        string[] names = NamesOf(data);
        _isWrapped = names is [""] && data.PayloadValue(0) is IDictionary<string, object>;
        var values = _isWrapped
            ? ((IDictionary<string, object?>)data.PayloadValue(0)).Select(pair => pair).ToList()
            : names.Select((name, i) => new KeyValuePair<string, object?>(name, data.PayloadValue(i))).ToList();
        _ownFields = values.Count;
        if (_hasActivity)
            values.Add(new(ActivityField, data.ActivityID));
        if (_hasRelated)
            values.Add(new(RelatedField, data.RelatedActivityID));
        var fields = EventFieldTypes.Fields(values);
        if (names.Length == 0 && data.EventDataLength > 0)
            fields.Add(new PayloadField("Payload", PayloadType.Bytes));
        Schema = new PayloadSchema(EventMarkerName.Of(processId, Provider, Event), Provider, fields);
    }

    /// <summary>Name of the provider.</summary>
    public string Provider { get; }

    /// <summary>Name of the event, without the slash that TraceEvent puts into Request/Start.</summary>
    public string Event { get; }

    /// <summary>The fields.</summary>
    public PayloadSchema Schema { get; }

    /// <summary>The name of an event; one that is told apart by its number only is called Event and that.</summary>
    public static string NameOf(TraceEvent data) => EventMarkerName.Plain(data.EventName.Replace("EventID(", "Event(", StringComparison.Ordinal));

    /// <summary>Packs the fields of an event.</summary>
    /// <returns>False where the event has another shape.</returns>
    public bool TryPack(PayloadWriter writer, TraceEvent data)
    {
        writer.Reset();
        var activity = data.ActivityID;
        var related = data.RelatedActivityID;
        if (data.Opcode != _opcode || (activity != Guid.Empty) != _hasActivity || (related != Guid.Empty) != _hasRelated || !TryPackOwn(writer, data))
            return false;
        var fields = Schema.Fields;
        int at = _ownFields;
        if (_hasActivity)
            EventFieldPacking.TryPack(writer, fields[at++].Type, activity);
        if (_hasRelated)
            EventFieldPacking.TryPack(writer, fields[at++].Type, related);
        if (at < fields.Count)
            writer.Bytes(data.EventData());
        return true;
    }

    private bool TryPackOwn(PayloadWriter writer, TraceEvent data)
    {
        string[] names = NamesOf(data);
        var fields = Schema.Fields;
        if (_isWrapped)
            return names is [""] && data.PayloadValue(0) is IDictionary<string, object> values && EventFieldPacking.TryPack(writer, fields, _ownFields, values);
        if (names.Length != _ownFields)
            return false;
        for (int i = 0; i < names.Length; i++)
        {
            if (!EventFieldPacking.TryPack(writer, fields[i].Type, data.PayloadValue(i)))
                return false;
        }

        return true;
    }

    private static string[] NamesOf(TraceEvent data) => data.PayloadNames ?? [];
}
