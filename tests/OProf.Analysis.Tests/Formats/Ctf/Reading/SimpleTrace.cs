using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Analysis.Tests.Formats.Ctf.Building;

namespace OProf.Analysis.Tests.Formats.Ctf.Reading;

/// <summary>Traces of one kind of event, "tick", whose field is a number that counts on.</summary>
internal static class SimpleTrace
{
    internal static string Metadata => PacketBuilder.Metadata(isBigEndian: false, "") + """
        event { name = tick; id = 1; stream_id = 0; fields := struct { uint64_t number; }; };
        event { name = text; id = 2; stream_id = 0; fields := struct { string text; }; };
        event { name = row; id = 3; stream_id = 0; fields := struct { uint32_t length; uint8_t bytes[length]; }; };
        """;

    /// <summary>A packet of ticks, 10 ns apart, the first at a time.</summary>
    internal static byte[] Ticks(ulong first, int count, ulong time, ulong sequence = 0, ulong discarded = 0, uint cpu = 0, Guid? uuid = null, uint magic = 0xC1FC1FC1, uint stream = 0, int padding = 0, ulong? end = null)
    {
        var packet = new PacketBuilder(false, stream, time, sequence, discarded, cpu, uuid, magic);
        for (ulong i = 0; i < (ulong)count; i++)
        {
            packet.Event(1, time + (10 * i));
            packet.Bits.Integer(first + i, 64);
        }

        return packet.Close(padding, end);
    }

    /// <summary>The numbers of a trace's ticks, in the order of time.</summary>
    internal static List<ulong> Numbers(CtfTrace trace)
    {
        var numbers = new List<ulong>();
        using var reader = trace.Read();
        while (reader.Read())
        {
            if (reader.Current is { Kind: CtfItemKind.Event, EventClass.Name: "tick" } at)
                numbers.Add(at.Payload.GetUInt64(0));
        }

        return numbers;
    }

    internal static IEnumerable<ulong> Count(int first, int count) => Enumerable.Range(first, count).Select(number => (ulong)number);
}
