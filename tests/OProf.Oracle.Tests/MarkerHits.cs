using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>The hits that a session has recorded.</summary>
internal static class MarkerHits
{
    public static IEnumerable<(StreamEvent Entry, PayloadRecord Payload, string Marker)> Of(CaptureSession session)
    {
        var reader = session.OpenReader();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Data && session.Tables.Schemas[entry.DataKind] is { } schema)
                yield return (entry, PayloadReader.Read(schema, entry.Values.Span), schema.Name);
        }
    }

    /// <summary>Looks whether each record that the session received is accounted for.</summary>
    public static void AssertBalances(CaptureSession session)
    {
        Assert.True(session.Failure is null, session.Failure?.ToString());
        Assert.All(session.Ledger, cpu => Assert.True(cpu.Balances, $"CPU {cpu.Cpu}: {cpu.Received} received"));
        Assert.Equal(session.SampleCount + session.RecordedHits, session.Ledger.Sum(cpu => cpu.Delivered));
    }
}
