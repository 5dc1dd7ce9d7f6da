using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Capture.Sync.Payloads;

namespace OProf.Analysis.Formats.Ctf.Recordings;

/// <summary>
/// The kinds of data records that the events of some traces are: the fields of the event, then those of its stream's and
/// its own context.
/// </summary>
internal sealed class EventSchemas
{
    private readonly Dictionary<CtfTrace, ulong[]> _kinds = [];

    /// <summary>Adds the schemas of all kinds of events.</summary>
    internal EventSchemas(IReadOnlyList<CtfTrace> traces, SchemaTable table)
    {
        foreach (var trace in traces)
        {
            string? domain = trace.Metadata.FindEnvironment("domain")?.Text;
            ulong[] kinds = new ulong[trace.Metadata.Events.Count];
            foreach (var stream in trace.Layout.Streams)
            {
                foreach (var layout in stream.Events)
                    kinds[layout.Class.Index] = table.Add(SchemaOf(stream, layout, domain));
            }

            _kinds.Add(trace, kinds);
        }
    }

    /// <summary>The kind of a reader's event.</summary>
    internal ulong KindOf(CtfStreamReader reader) => _kinds[reader.Stream.Trace][reader.EventClass!.Index];

    /// <summary>Packs the fields of a reader's event.</summary>
    internal static void Pack(CtfStreamReader reader, PayloadWriter writer)
    {
        writer.Reset();
        var sink = new PayloadSink(writer);
        reader.Payload.Walk(ref sink);
        reader.StreamContext.Walk(ref sink);
        reader.EventContext.Walk(ref sink);
    }

    // User-space events are called "provider:event".
    private static PayloadSchema SchemaOf(StreamLayout stream, EventLayout layout, string? domain)
    {
        string name = layout.Class.Name.Length > 0 ? layout.Class.Name : $"event {layout.Class.Id}";
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var fields = new List<PayloadField>();
        Add(layout.Payload, "", names, fields);
        Add(stream.EventContext, "context.", names, fields);
        Add(layout.Context, "event.context.", names, fields);
        return new PayloadSchema(name, colon > 0 ? name[..colon] : domain, fields);
    }

    // A context's field that is called like one of the event's says where it is from.
    private static void Add(LayoutNode? scope, string prefix, HashSet<string> names, List<PayloadField> fields)
    {
        foreach (var field in scope?.Children ?? [])
        {
            string name = names.Contains(field.Name.ToUpperInvariant()) ? prefix + field.Name : field.Name;
            fields.Add(new PayloadField(PayloadTypes.Unique(name, names), PayloadTypes.Of(field)));
        }
    }
}
