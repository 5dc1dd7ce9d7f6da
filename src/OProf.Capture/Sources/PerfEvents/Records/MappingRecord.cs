using System.Buffers.Binary;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>A PERF_RECORD_MMAP or MMAP2, read in place.</summary>
internal readonly ref struct MappingRecord
{
    private const int MmapName = 40;
    private const int Mmap2Name = 72;

    private MappingRecord(ReadOnlySpan<byte> record, bool isMmap2, ushort misc)
    {
        ProcessId = BinaryPrimitives.ReadInt32LittleEndian(record[8..]);
        Start = BinaryPrimitives.ReadUInt64LittleEndian(record[16..]);
        Length = BinaryPrimitives.ReadUInt64LittleEndian(record[24..]);
        FileOffset = BinaryPrimitives.ReadUInt64LittleEndian(record[32..]);
        var name = record[(isMmap2 ? Mmap2Name : MmapName)..^PerfSampleLayout.TrailerSize];
        int end = name.IndexOf((byte)0);
        Path = end < 0 ? name : name[..end];
        if (!isMmap2)
            return;
        if ((misc & PerfRecordMisc.PERF_RECORD_MISC_MMAP_BUILD_ID) != 0)
        {
            BuildId = record.Slice(44, Math.Min((int)record[40], 20));
            return;
        }

        DeviceMajor = BinaryPrimitives.ReadUInt32LittleEndian(record[40..]);
        DeviceMinor = BinaryPrimitives.ReadUInt32LittleEndian(record[44..]);
        Inode = BinaryPrimitives.ReadUInt64LittleEndian(record[48..]);
    }

    public int ProcessId { get; }

    public ulong Start { get; }

    public ulong Length { get; }

    public ulong FileOffset { get; }

    public ReadOnlySpan<byte> Path { get; }

    public ReadOnlySpan<byte> BuildId { get; }

    public uint DeviceMajor { get; }

    public uint DeviceMinor { get; }

    public ulong Inode { get; }

    /// <summary>Reads a record; false where it is too short for its type or wraps around the address space.</summary>
    public static bool TryRead(ReadOnlySpan<byte> record, bool isMmap2, ushort misc, out MappingRecord mapping)
    {
        if (record.Length < (isMmap2 ? Mmap2Name : MmapName) + PerfSampleLayout.TrailerSize)
        {
            mapping = default;
            return false;
        }

        mapping = new MappingRecord(record, isMmap2, misc);
        return mapping.Start + mapping.Length >= mapping.Start;
    }

    /// <summary>What backs the mapping, as its path tells.</summary>
    public ImageKind Kind => MappingPath.KindOf(Path);
}
