using System.Runtime.InteropServices;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Records;

namespace OProf.Analysis.Formats.PerfData.Records;

/// <content>Values of groups (PERF_SAMPLE_READ).</content>
internal sealed partial class RecordEncoder<TOrder>
{
    // What read_format asks for, in its order: single {value, enabled, running, id, lost}, group {count, enabled, running,
    // count times {value, id, lost}}. What the sync reads: a group with both times, and without the lost ones.
    private bool TryRead(SampleLayout layout, Span<byte> room, ref ReadOnlySpan<byte> body, ref int length)
    {
        var format = layout.Attr.ReadFormat;
        int times = Bit(format, PerfReadFormat.PERF_FORMAT_TOTAL_TIME_ENABLED) + Bit(format, PerfReadFormat.PERF_FORMAT_TOTAL_TIME_RUNNING);
        int each = 1 + Bit(format, PerfReadFormat.PERF_FORMAT_ID) + Bit(format, PerfReadFormat.PERF_FORMAT_LOST);
        if (Bit(format, PerfReadFormat.PERF_FORMAT_GROUP) == 0)
            return TrySkip(ref body, times + each);
        if (body.Length < sizeof(ulong))
            return false;
        ulong count = TOrder.UInt64(body, 0);
        if (count > GroupValueReader.MaxMembers)
            return false;
        var values = body;
        if (!TrySkip(ref body, 1 + times + ((int)count * each)))
            return false;
        if (!layout.HasGroupValues)
            return true;
        int at = sizeof(ulong);
        ulong enabled = Bit(format, PerfReadFormat.PERF_FORMAT_TOTAL_TIME_ENABLED) == 0 ? 0 : Next(values, ref at);
        ulong running = Bit(format, PerfReadFormat.PERF_FORMAT_TOTAL_TIME_RUNNING) == 0 ? enabled : Next(values, ref at);
        var target = room[length..];
        MemoryMarshal.Write(target, count);
        MemoryMarshal.Write(target[8..], enabled);
        MemoryMarshal.Write(target[16..], running);
        var members = MemoryMarshal.Cast<byte, ulong>(target.Slice(24, (int)count * 16));
        for (int i = 0; i < (int)count; i++, at += each * sizeof(ulong))
        {
            members[2 * i] = TOrder.UInt64(values, at);
            members[(2 * i) + 1] = TOrder.UInt64(values, at + sizeof(ulong));
        }

        if (!Groups.ContainsKey(layout.Index))
            NoteGroup(layout.Index, members);
        length += 24 + ((int)count * 16);
        return true;
    }

    private static int Bit(PerfReadFormat format, PerfReadFormat bit) => (format & bit) != 0 ? 1 : 0;

    private static ulong Next(ReadOnlySpan<byte> bytes, ref int at)
    {
        at += sizeof(ulong);
        return TOrder.UInt64(bytes, at - sizeof(ulong));
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> body, int words)
    {
        if (body.Length < words * sizeof(ulong))
            return false;
        body = body[(words * sizeof(ulong))..];
        return true;
    }

    private void NoteGroup(int leader, ReadOnlySpan<ulong> members)
    {
        int[] group = new int[members.Length / 2];
        for (int i = 0; i < group.Length; i++)
            group[i] = _layouts.Find(members[(2 * i) + 1])?.Index ?? -1;
        Groups[leader] = group;
    }
}
