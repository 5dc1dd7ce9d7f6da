using OProf.Capture.Markers;
using OProf.Capture.Markers.Filters;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Tests.Markers;

/// <summary>A stream with a dispatcher, without a session.</summary>
internal sealed class HandStream
{
    private readonly EventBuffer _buffer;

    public HandStream(long size = 64 << 20)
    {
        _buffer = new EventBuffer(size, EventBuffer.ChunkWords);
        Dispatcher = new MarkerDispatcher(new EventStreamWriter(_buffer), Tables);
    }

    public SessionTables Tables { get; } = new();

    public CpuLedger Ledger { get; } = new(0);

    public MarkerDispatcher Dispatcher { get; }

    public int TaskOf(int threadId) =>
        Tables.Tasks.Intern(threadId, threadId, Tables.Strings.Intern(System.Text.Encoding.UTF8.GetBytes($"task{threadId % 3}")), 0);

    /// <summary>Connects a probe to markers, by the roles that its options have.</summary>
    public T Connect<T>(ProbeOptions options, params HandArmed[][] places)
        where T : Probe
    {
        var probe = options.Create(1);
        probe.Check([.. places.Select(place => place.Select(armed => armed.Marker).ToList())]);
        probe.Start(new MarkerContext(null!, null!, Dispatcher, null!, null!, null!, null!, null));
        probe.Connect([.. places.Select(place => (IReadOnlyList<ArmedMarker>)place)]);
        foreach (var armed in places.SelectMany(place => place).Distinct())
            armed.Probes = [.. armed.Probes, new ConnectedProbe(probe, options.Filter is null ? null : MarkerFilter.Parse(options.Filter, armed.Marker))];
        return (T)probe;
    }

    /// <summary>The data records in the stream.</summary>
    public List<(StreamEvent Entry, string Kind, PayloadRecord Payload)> Records()
    {
        var reader = new EventReader(_buffer);
        var records = new List<(StreamEvent, string, PayloadRecord)>();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Data && Tables.Schemas[entry.DataKind] is { } schema)
                records.Add((entry, schema.Name, PayloadReader.Read(schema, entry.Values.Span)));
        }

        return records;
    }
}
