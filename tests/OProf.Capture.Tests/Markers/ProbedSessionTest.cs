using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using OProf.Capture.Tests.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Markers;

/// <summary>A test of probes in a live session.</summary>
public abstract class ProbedSessionTest : LiveSessionTest
{
    /// <summary>A session with next to no samples.</summary>
    protected static CaptureOptions Quiet { get; } = new() { Events = ["cpu-clock"], Frequency = 50, PublishedSize = 0 };

    protected static string Refused(Action action) => Assert.Throws<CaptureException>(action).Error.Id;

    protected static string Refused(Func<object> action) => Assert.Throws<CaptureException>(action).Error.Id;

    /// <summary>The data records of a session, in the order of the stream.</summary>
    protected static List<(StreamEvent Entry, string Name, PayloadRecord Payload)> Hits(CaptureSession session)
    {
        var reader = session.OpenReader();
        var hits = new List<(StreamEvent, string, PayloadRecord)>();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Data && session.Tables.Schemas[entry.DataKind] is { } schema)
                hits.Add((entry, schema.Name, PayloadReader.Read(schema, entry.Values.Span)));
        }

        return hits;
    }

    /// <summary>Waits for something that happens on another thread.</summary>
    protected static void Await(Func<bool> condition, string what) => Assert.True(SpinWait.SpinUntil(condition, Long), what);
}
