using System.Buffers.Binary;
using System.Text;
using OProf.Analysis.Formats.PerfData.Files;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Formats.PerfData.Writing;

/// <summary>What a file says beside its records, part by part (tools/perf/Documentation/perf.data-file-format.txt).</summary>
internal static class FeatureWriter
{
    private const int NameAlign = 64;

    /// <summary>The parts that are known before the records are written, in their order.</summary>
    public static List<(PerfFeature Feature, byte[] Bytes)> Of(Session session, IReadOnlyList<ExportedEvent> events)
    {
        var parts = new List<(PerfFeature, byte[])>();
        if (session.IsOfThisBoot && KernelRecords.BuildId() is { Length: > 0 } buildId)
            parts.Add((PerfFeature.BuildId, KernelBuildId(buildId)));
        AddText(parts, PerfFeature.HostName, session.HostName);
        AddText(parts, PerfFeature.OsRelease, session.KernelRelease);
        AddText(parts, PerfFeature.Version, $"OProf {typeof(FeatureWriter).Assembly.GetName().Version?.ToString(3)}");
        AddText(parts, PerfFeature.Arch, session.Architecture);
        parts.Add((PerfFeature.CmdLine, [.. Number(1), .. Text(session.Target)]));
        parts.Add((PerfFeature.EventDesc, Events(events)));
        parts.Add((PerfFeature.ClockId, BitConverter.GetBytes(1UL)));
        if (session.StartTimestamp > 0)
            parts.Add((PerfFeature.ClockData, Clock(session)));
        return parts;
    }

    /// <summary>The times of the first and the last sample.</summary>
    public static byte[] Times(ulong first, ulong last) => [.. BitConverter.GetBytes(first), .. BitConverter.GetBytes(last)];

    private static void AddText(List<(PerfFeature, byte[])> parts, PerfFeature feature, string text)
    {
        // perf takes the host's name for the sign that the parts are in its own byte order, so it is always there.
        if (text.Length > 0 || feature == PerfFeature.HostName)
            parts.Add((feature, Text(text)));
    }

    private static byte[] Number(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    // struct perf_header_string: the length of the room, then the text in it.
    private static byte[] Text(string text)
    {
        byte[] letters = Encoding.UTF8.GetBytes(text);
        byte[] room = new byte[(letters.Length + NameAlign) & ~(NameAlign - 1)];
        letters.CopyTo(room, 0);
        return [.. Number((uint)room.Length), .. room];
    }

    // Number of events, size of the attribute; for each the attribute, the number of ids, the name, the ids.
    private static byte[] Events(IReadOnlyList<ExportedEvent> events)
    {
        var bytes = new List<byte>();
        bytes.AddRange(Number((uint)events.Count));
        bytes.AddRange(Number(ExportedEvent.AttrSize));
        foreach (var each in events)
        {
            bytes.AddRange(each.Attr());
            bytes.AddRange(Number(1));
            bytes.AddRange(Text(each.Name));
            bytes.AddRange(BitConverter.GetBytes(each.Id));
        }

        return [.. bytes];
    }

    // Version, clock, wall time and the clock's time of one moment.
    private static byte[] Clock(Session session)
    {
        ulong wall = (ulong)((session.StartTime - DateTimeOffset.UnixEpoch).Ticks * 100);
        return [.. Number(1), .. Number((uint)ExportedEvent.ClockMonotonic), .. BitConverter.GetBytes(wall), .. BitConverter.GetBytes(session.StartTimestamp)];
    }

    // struct build_id_event, for the machine that perf itself runs on.
    private static byte[] KernelBuildId(byte[] buildId)
    {
        const ushort PERF_RECORD_MISC_KERNEL = 1;
        const ushort PERF_RECORD_MISC_BUILD_ID_SIZE = 1 << 15;
        const int BuildIdAt = 12;
        const int SizeAt = 32;
        const int NameAt = 36;
        const int Longest = 20;
        var name = "[kernel.kallsyms]"u8;
        byte[] record = new byte[NameAt + NameAlign];
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(4), PERF_RECORD_MISC_KERNEL | PERF_RECORD_MISC_BUILD_ID_SIZE);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(6), (ushort)record.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(8), -1);
        int size = Math.Min(buildId.Length, Longest);
        buildId.AsSpan(0, size).CopyTo(record.AsSpan(BuildIdAt));
        record[SizeAt] = (byte)size;
        name.CopyTo(record.AsSpan(NameAt));
        return record;
    }
}
