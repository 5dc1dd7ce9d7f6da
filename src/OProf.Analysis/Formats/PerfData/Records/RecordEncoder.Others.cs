using System.Runtime.InteropServices;
using System.Text;
using OProf.Capture.Sources.PerfEvents.Records;

namespace OProf.Analysis.Formats.PerfData.Records;

/// <content>Records that are no samples.</content>
internal sealed partial class RecordEncoder<TOrder>
{
    private const int NameOfMmap = 40;
    private const int NameOfMmap2 = 72;
    private const int BuildIdRoom = 20;

    private static ReadOnlySpan<byte> KernelPrefix => "[kernel.kallsyms]"u8;

    private void Other(PerfRecordType type, ReadOnlySpan<byte> record)
    {
        var layout = _layouts.First;
        if (!_layouts.IsTrailerSame && _layouts.TrailerId >= 0 && record.Length >= HeaderSize + layout.TrailerSize)
            layout = Find(TOrder.UInt64(record, record.Length - layout.TrailerSize + layout.TrailerId)) ?? layout;
        if (record.Length < HeaderSize + layout.TrailerSize)
        {
            if (_share.IsFirst)
                Batch.CountMalformed(-1);
            return;
        }

        var trailer = record[^layout.TrailerSize..];
        ulong time = layout.TrailerTime < 0 ? 0 : TOrder.UInt64(trailer, layout.TrailerTime);

        // So perf marks what has no time.
        if (time == ulong.MaxValue)
            time = 0;
        uint cpu = layout.TrailerCpu < 0 ? uint.MaxValue : TOrder.UInt32(trailer, layout.TrailerCpu);
        var room = Batch.Reserve(record.Length + NameOfMmap2 + PerfSampleLayout.TrailerSize);
        int length = Body(type, record[..^layout.TrailerSize], room);
        var end = room.Slice(length, PerfSampleLayout.TrailerSize);
        end.Clear();
        MemoryMarshal.Write(end, layout.TrailerTid < 0 ? uint.MaxValue : TOrder.UInt32(trailer, layout.TrailerTid));
        MemoryMarshal.Write(end[4..], layout.TrailerTid < 0 ? uint.MaxValue : TOrder.UInt32(trailer, layout.TrailerTid + 4));
        MemoryMarshal.Write(end[8..], time);
        MemoryMarshal.Write(end[16..], cpu);
        Add(length + PerfSampleLayout.TrailerSize, time, cpu);
    }

    // Writes header and fields. Of the types whose fields nobody reads there is the header only; so is what is too short for
    // its type, which the sync then counts as that.
    private int Body(PerfRecordType type, ReadOnlySpan<byte> record, Span<byte> room)
    {
        ushort misc = TOrder.UInt16(record, 4);
        WriteHeader(room, (uint)type, misc);
        switch (type)
        {
            case PerfRecordType.PERF_RECORD_MMAP when record.Length > NameOfMmap:
                return Mapping(record, room, misc, isMmap2: false);
            case PerfRecordType.PERF_RECORD_MMAP2 when record.Length > NameOfMmap2:
                return Mapping(record, room, misc, isMmap2: true);
            case PerfRecordType.PERF_RECORD_COMM when record.Length >= 16:
                Ids(record, room, 2);
                record[16..].CopyTo(room[16..]);
                return record.Length;
            case PerfRecordType.PERF_RECORD_FORK or PerfRecordType.PERF_RECORD_EXIT when record.Length >= 24:
                Ids(record, room, 4);
                return 24;
            case PerfRecordType.PERF_RECORD_LOST when record.Length >= 24:
                TOrder.CopyWords(record.Slice(8, 16), room[8..]);
                return 24;
            case PerfRecordType.PERF_RECORD_LOST_SAMPLES when record.Length >= 16:
                TOrder.CopyWords(record.Slice(8, 8), room[8..]);
                return 16;
            case PerfRecordType.PERF_RECORD_CGROUP when record.Length > 16:
                MemoryMarshal.Write(room[8..], TOrder.UInt64(record, 8));
                record[16..].CopyTo(room[16..]);
                return record.Length;
            case PerfRecordType.PERF_RECORD_KSYMBOL when record.Length >= 24:
                MemoryMarshal.Write(room[8..], TOrder.UInt64(record, 8));
                MemoryMarshal.Write(room[16..], TOrder.UInt32(record, 16));
                MemoryMarshal.Write(room[20..], TOrder.UInt16(record, 20));
                MemoryMarshal.Write(room[22..], TOrder.UInt16(record, 22));
                record[24..].CopyTo(room[24..]);
                return record.Length;
            default:
                return HeaderSize;
        }
    }

    private static void Ids(ReadOnlySpan<byte> record, Span<byte> room, int count)
    {
        for (int at = HeaderSize; at < HeaderSize + (4 * count); at += 4)
            MemoryMarshal.Write(room[at..], TOrder.UInt32(record, at));
    }

    private int Mapping(ReadOnlySpan<byte> record, Span<byte> room, ushort misc, bool isMmap2)
    {
        Ids(record, room, 2);
        TOrder.CopyWords(record.Slice(16, 24), room[16..]);
        var name = record[(isMmap2 ? NameOfMmap2 : NameOfMmap)..];
        if (KernelText is null && name.StartsWith(KernelPrefix))
            NoteKernel(record, name);
        var more = room[NameOfMmap..NameOfMmap2];
        more.Clear();
        bool hasBuildId = isMmap2 && (misc & PerfRecordMisc.PERF_RECORD_MISC_MMAP_BUILD_ID) != 0 && IsBuildId(record[NameOfMmap..]);
        if (hasBuildId)
        {
            record.Slice(NameOfMmap, 4 + BuildIdRoom).CopyTo(more);
        }
        else if (BuildIdOf(name) is { } known)
        {
            hasBuildId = true;
            more[0] = (byte)known.Length;
            known.CopyTo(more[4..]);
        }
        else if (isMmap2)
        {
            MemoryMarshal.Write(more, TOrder.UInt32(record, NameOfMmap));
            MemoryMarshal.Write(more[4..], TOrder.UInt32(record, NameOfMmap + 4));
            MemoryMarshal.Write(more[8..], TOrder.UInt64(record, NameOfMmap + 8));
        }

        // A bit that would say otherwise is of a later kernel than the record's fields.
        misc = (ushort)(misc & ~PerfRecordMisc.PERF_RECORD_MISC_MMAP_BUILD_ID);
        WriteHeader(
            room, (uint)PerfRecordType.PERF_RECORD_MMAP2,
            hasBuildId ? (ushort)(misc | PerfRecordMisc.PERF_RECORD_MISC_MMAP_BUILD_ID) : misc);
        name.CopyTo(room[NameOfMmap2..]);
        return NameOfMmap2 + name.Length;
    }

    // The kernel (seen with 6.18) marks the records of all listeners so once one has asked for build ids, though there are
    // device and inode in those of the others. Where nobody asked, only what cannot well be these counts as a build id.
    private bool IsBuildId(ReadOnlySpan<byte> fields)
    {
        int size = fields[0];
        if (_layouts.SaysBuildIds)
            return size is > 0 and <= BuildIdRoom;
        return size is 16 or BuildIdRoom && !fields[1..4].ContainsAnyExcept((byte)0)
            && !fields[(4 + size)..(4 + BuildIdRoom)].ContainsAnyExcept((byte)0);
    }

    // perf says the address of a symbol in the place of the file offset, and the symbol's name behind that of the image.
    private void NoteKernel(ReadOnlySpan<byte> record, ReadOnlySpan<byte> name)
    {
        int end = name.IndexOf((byte)0);
        string symbol = Encoding.ASCII.GetString(name[KernelPrefix.Length..(end < 0 ? name.Length : end)]);
        if ((int)TOrder.UInt32(record, HeaderSize) == -1 && symbol.Length > 0)
            KernelText = new KernelText(symbol, TOrder.UInt64(record, 32));
    }

    private byte[]? BuildIdOf(ReadOnlySpan<byte> name)
    {
        if (_buildIds.Count == 0)
            return null;
        int end = name.IndexOf((byte)0);
        return _buildIds.GetValueOrDefault(Encoding.UTF8.GetString(end < 0 ? name : name[..end]));
    }
}
