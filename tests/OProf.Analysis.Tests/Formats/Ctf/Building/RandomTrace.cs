using System.Globalization;
using System.Text;

namespace OProf.Analysis.Tests.Formats.Ctf.Building;

/// <summary>A trace like the kernel's, with event types and values made from a seed, and what its events say.</summary>
internal static class RandomTrace
{
    /// <summary>Writes a trace into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="isBigEndian">The trace's byte order.</param>
    /// <param name="events">Events of each stream.</param>
    /// <param name="hasEmptyTexts">Whether texts may be empty.</param>
    /// <returns>Each event as "cycles name: { cpu_id = cpu }, { context }, { fields }", in the order of the streams.</returns>
    internal static List<string> Write(TraceFolder folder, int seed, bool isBigEndian, int events = 60, bool hasEmptyTexts = true)
    {
        var random = new Random(seed);
        var types = new RandomTypes(random, isBigEndian, hasEmptyTexts);
        var context = types.Struct(1, 2);
        var metadata = new StringBuilder(PacketBuilder.Metadata(isBigEndian, "", $"event.context := {context.Tsdl};"));
        var kinds = new List<(uint Stream, uint Id, string Name, Action<BitWriter, StringBuilder> Write)>();
        for (uint i = 0; i < 12; i++)
        {
            // Ids above 30 need the extended header.
            uint id = i * 5;
            var (tsdl, _, write) = types.Struct(3, random.Next(1, 8));
            string name = $"kind_{id}";
            kinds.Add((i % 2, id, name, write));
            metadata.Append(CultureInfo.InvariantCulture, $"event {{ name = \"{name}\"; id = {id}; stream_id = {i % 2}; fields := {tsdl}; }};\n\n");
        }

        if (seed % 2 == 0)
            folder.PacketizedMetadata(metadata.ToString(), isBigEndian);
        else
            folder.Metadata(metadata.ToString());
        var expected = new List<string>();
        for (uint cpu = 0; cpu < 3; cpu++)
        {
            uint stream = cpu % 2;
            var mine = kinds.Where(kind => kind.Stream == stream).ToList();
            var packets = new List<byte[]>();
            ulong now = 1_000_000_000_000 + (ulong)random.Next(1_000_000);
            PacketBuilder? packet = null;
            for (int i = 0; i < events; i++)
            {
                packet ??= new PacketBuilder(isBigEndian, stream, now, (ulong)packets.Count, 0, cpu);
                now += random.Next(10) == 0 ? (ulong)random.NextInt64(1L << 40) : (ulong)random.NextInt64(1L << 26);
                var (_, id, name, write) = mine[random.Next(mine.Count)];
                packet.Event(id, now);
                var text = new StringBuilder($"{now:D20} {name}: {{ cpu_id = {cpu} }}, ");
                if (stream == 1)
                {
                    context.Write(packet.Bits, text);
                    text.Append(", ");
                }

                write(packet.Bits, text);
                expected.Add(text.ToString());
                if (random.Next(20) == 0)
                {
                    packets.Add(packet.Close(random.Next(100)));
                    packet = null;
                }
            }

            if (packet is not null)
                packets.Add(packet.Close());
            folder.Stream($"channel0_{cpu}", packets);
        }

        return expected;
    }

    /// <summary>Spells an event as <see cref="Write"/> does.</summary>
    internal static string Spell(OProf.Analysis.Formats.Ctf.Reading.CtfStreamReader reader)
    {
        var text = new StringBuilder($"{reader.Cycles:D20} {reader.EventClass!.Name}: {{ cpu_id = {reader.Cpu} }}, ");
        foreach (var fields in new[] { reader.StreamContext, reader.EventContext, reader.Payload })
        {
            if (fields.Decode() is { } value)
                text.Append(PrettyText.Of(fields.Type!, value)).Append(", ");
        }

        return text.ToString(0, text.Length - 2);
    }
}
