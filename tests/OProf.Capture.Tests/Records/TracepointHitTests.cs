using OProf.Capture.Markers;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sources.Tracepoints.Formats;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using Xunit;
using static OProf.Capture.Tests.Records.RecordBytes;

namespace OProf.Capture.Tests.Records;

/// <summary>Samples of tracepoints: each is counted once, whatever is in it.</summary>
public class TracepointHitTests
{
    [Fact]
    public void AHitIsDeliveredToItsMarkerAndCountedOnce()
    {
        var (capture, armed) = Make();
        capture.Add(0, Hit(1, Raw(8, 7)), Hit(2, Raw(8, 8)));
        capture.Round();
        Assert.Equal((2L, 0L), (armed.Hits, armed.Lost(ProbeLossCause.Undecodable)));
        Assert.Equal((2L, 2L, 0L), (capture.Ledger.Received, capture.Ledger.Applied, capture.Ledger.LostTotal));
    }

    [Fact]
    public void OneThatCannotBeDecodedIsLostAndCountedOnTheMarkerToo()
    {
        var (capture, armed) = Make();
        byte[][] raws = [[], [1, 2, 3, 4], Raw(4, 7), Raw(13, 7), Raw(-1, 7), Raw(int.MinValue, 7)];
        foreach (byte[] raw in raws)
            capture.Add(0, Hit(1, raw));
        capture.Round();
        Assert.Equal((0L, raws.Length), (armed.Hits, (int)armed.Lost(ProbeLossCause.Undecodable)));
        Assert.Equal(raws.Length, capture.Ledger.Lost(LossCause.Malformed));
    }

    [Fact]
    public void ACallChainComesBeforeTheRecord()
    {
        var (capture, armed) = Make(chains: true);
        capture.Add(0, Hit(1, Raw(8, 7), [0xffffffffffffff80, 0x1000]), Hit(2, Raw(8, 7), []), Hit(3, Raw(8, 7)));
        capture.Round();

        // Of the last one the record's first bytes are taken for the chain's length, which leads out of it.
        Assert.Equal((2L, 1L), (armed.Hits, armed.Lost(ProbeLossCause.Undecodable)));
    }

    [Fact]
    public void HitsThatComeWhenTheirMarkerIsDisarmedAreApplied()
    {
        var (capture, armed) = Make();
        capture.Sync.CloseTracepoint(EventIdMap.FirstTracepoint, 5);
        capture.Add(0, Hit(1, Raw(8, 7)));
        capture.Round(10);
        capture.Round(20);
        Assert.Equal(1, armed.Hits);

        // The next one that is armed sees that nothing of it can come any more.
        capture.Sync.LateLimit = 20;
        capture.Sync.AddTracepoint(EventIdMap.FirstTracepoint + 1, armed, Decoder(armed));
        capture.Add(0, Hit(30, Raw(8, 7)));
        capture.Round();
        Assert.Equal(1, armed.Hits);
        Assert.Equal((2L, 2L), (capture.Ledger.Received, capture.Ledger.Applied));
    }

    private static (RecordCapture Capture, ArmedMarker Armed) Make(bool chains = false)
    {
        var capture = new RecordCapture(1, chains: chains);
        var schema = new PayloadSchema("x:y", "kernel", [new("value", PayloadType.Integer(false, 32))]);
        var armed = new NoSource(new MarkerInfo("x:y", MarkerSource.Kernel, schema));
        capture.Sync.Markers = new MarkerDispatcher(capture.Sync.Writer, capture.Tables);
        capture.Sync.AddTracepoint(EventIdMap.FirstTracepoint, armed, Decoder(armed));
        return (capture, armed);
    }

    private static TracepointDecoder Decoder(ArmedMarker armed) =>
        TracepointDecoder.Of(armed.Marker.Schema, [FieldDeclaration.Read("u32 value", 4, 4, false)!]);

    private static byte[] Hit(ulong time, byte[] raw, ulong[]? chain = null) => Sample(time, 5, 5, 0x1000, id: TracepointId, chain: chain, raw: raw);

    // The length as it is said, and a record of 8 bytes, padded as the kernel pads it.
    private static byte[] Raw(int length, byte value) => [.. BitConverter.GetBytes(length), 0, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0];

    private sealed class NoSource(MarkerInfo marker) : ArmedMarker(marker, null)
    {
        public override void Dispose()
        {
        }
    }
}
