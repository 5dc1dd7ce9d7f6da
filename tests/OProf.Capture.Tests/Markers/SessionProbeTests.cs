using OProf.Capture.Markers;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using OProf.Capture.Tests.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Markers;

/// <summary>Probes of a session on markers of this program.</summary>
public sealed class SessionProbeTests : LiveSessionTest
{
    private static readonly Marker<int, string> s_request = Marker.Create<int, string>("test:request", "id", "path");
    private static readonly Marker<long> s_other = Marker.Create<long>("test:other", "value");

    private static readonly CaptureOptions s_quiet = new() { Events = ["cpu-clock"], Frequency = 50, PublishedSize = 0 };

    [Fact]
    public void RecordsWithFieldsAndTaskBetweenTheSamples()
    {
        var session = Start(s_quiet);
        var record = session.AddProbe(new RecordProbeOptions { Marker = "test:request" });
        var count = session.AddProbe(new CountProbeOptions { Marker = "TEST:Request" });
        ulong before = Now();
        for (int i = 0; i < 1000; i++)
            s_request.Hit(i, "/index/" + i);
        s_other.Hit(1);
        ulong after = Now();
        session.Stop();

        Assert.Equal((1000L, 1000L, 0L, 0L), (record.Hits, count.Hits, record.Lost, count.Lost));
        Assert.Equal(1000, session.RecordedHits);
        var hits = Hits(session);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"id = {i}, path = \"/index/{i}\""), hits.Select(hit => hit.Payload.ToString()));
        Assert.All(hits, hit => Assert.InRange(hit.Entry.Time, before, after));
        Assert.All(hits, hit => Assert.Equal((Environment.ProcessId, "test:request"), (hit.Entry.ProcessId, hit.Schema.Name)));
        Assert.All(hits, hit => Assert.True(hit.Entry.ThreadId > 0 && hit.Entry.Cpu >= 0 && hit.Entry.Task >= 0));
        Assert.False(s_request.IsEnabled);
    }

    private static List<(StreamEvent Entry, PayloadSchema Schema, PayloadRecord Payload)> Hits(CaptureSession session)
    {
        var reader = session.OpenReader();
        var hits = new List<(StreamEvent, PayloadSchema, PayloadRecord)>();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Data && session.Tables.Schemas[entry.DataKind] is { } schema)
                hits.Add((entry, schema, PayloadReader.Read(schema, entry.Values.Span)));
        }

        return hits;
    }
}
