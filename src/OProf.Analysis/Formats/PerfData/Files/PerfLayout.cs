using System.Globalization;
using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.PerfData.Files;

/// <summary>
/// Where things lie in a file: "PERFILE2" in the writer's byte order, then either the header of a file with its sections, or
/// that of a pipe, which is records only (tools/perf/util/header.h, struct perf_file_header and perf_pipe_file_header).
/// </summary>
internal sealed class PerfLayout
{
    private const int FileHeaderSize = 104;
    private const int PipeHeaderSize = 16;
    private const int FeaturesAt = 72;
    private const int FeatureBits = 256;

    // What any real feature stays far below; tracing data, which can be larger, is not read.
    private const ulong MaxFeature = 64 << 20;

    /// <summary>Whether the writer's byte order is the other one.</summary>
    public bool IsBigEndian { get; private init; }

    /// <summary>Whether it was written to a pipe.</summary>
    public bool IsPipe { get; private init; }

    /// <summary>Where the records begin.</summary>
    public long DataStart { get; private set; }

    /// <summary>Where they end, as far as the file reaches.</summary>
    public long DataEnd { get; private set; }

    /// <summary>What is missing, in words; null where the file is whole.</summary>
    public string? Missing { get; private set; }

    /// <summary>Whether some bytes are the beginning of such a file, this version's or the first.</summary>
    public static bool IsPerfData(ReadOnlySpan<byte> head) =>
        head.StartsWith("PERFILE2"u8) || head.StartsWith("2ELIFREP"u8) || head.StartsWith("PERFFILE"u8) || head.StartsWith("ELIFFREP"u8);

    /// <summary>Reads the header, and what a file (no pipe) says beside its records.</summary>
    /// <param name="file">The file.</param>
    /// <param name="contents">Receives that.</param>
    /// <exception cref="PerfDataFormatException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PerfLayout Read(RegularFile file, PerfContents contents)
    {
        Span<byte> head = stackalloc byte[FileHeaderSize];
        head = head[..(int)Math.Min(file.Length, FileHeaderSize)];
        file.Read(0, head);
        bool isBigEndian = head.StartsWith("2ELIFREP"u8);
        if (!isBigEndian && !head.StartsWith("PERFILE2"u8))
            throw Wrong(file, 0, "PERFILE2", IsPerfData(head) ? "the first version of the format, which perf wrote before Linux 2.6.36" : "something else");
        var bytes = new PerfBytes(head, isBigEndian);
        ulong size = bytes.UInt64(8);
        if (size == PipeHeaderSize)
        {
            return new PerfLayout
            {
                IsBigEndian = isBigEndian,
                IsPipe = true,
                DataStart = PipeHeaderSize,
                DataEnd = (long)file.Length,
            };
        }

        if (size < FileHeaderSize || head.Length < FileHeaderSize)
            throw Wrong(file, 8, $"a header of {FileHeaderSize} bytes, or of {PipeHeaderSize}", Number(Math.Min(size, file.Length)));
        var layout = new PerfLayout { IsBigEndian = isBigEndian };
        layout.ReadEvents(file, bytes, contents);
        layout.ReadData(file, bytes);
        layout.ReadFeatures(file, bytes, contents);
        return layout;
    }

    private static PerfDataFormatException Wrong(RegularFile file, ulong offset, string expected, string found) =>
        new(file.Name, (long)Math.Min(offset, long.MaxValue), expected, found);

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static byte[] ReadSection(RegularFile file, in PerfSection section, ulong most, ulong saidAt)
    {
        if (section.Offset > file.Length || section.Size > file.Length - section.Offset || section.Size > most)
            throw Wrong(file, saidAt, $"a section within the {file.Length} bytes of the file, of {most} bytes at most", $"{section.Size} bytes at {section.Offset}");
        byte[] bytes = new byte[section.Size];
        file.Read(section.Offset, bytes);
        return bytes;
    }

    private void ReadEvents(RegularFile file, PerfBytes header, PerfContents contents)
    {
        ulong stride = header.UInt64(16);
        var section = PerfSection.Read(header, 24);
        if (stride < PerfAttr.FirstSize + PerfSection.Length || stride > ushort.MaxValue)
            throw Wrong(file, 16, $"attributes of {PerfAttr.FirstSize + PerfSection.Length} bytes or more", Number(stride));
        var bytes = new PerfBytes(ReadSection(file, section, stride * PerfContents.MaxEvents, 24), IsBigEndian);
        if (section.Size < stride)
            throw Wrong(file, 32, "one event at least", $"{section.Size} bytes of attributes of {stride} each");
        for (int at = 0; at + (int)stride <= bytes.Length; at += (int)stride)
        {
            int attrSize = (int)stride - PerfSection.Length;
            var said = bytes.Slice(at, attrSize);
            int own = (int)said.UInt32(4);
            var attr = PerfAttr.Read(own >= PerfAttr.FirstSize ? said.Slice(0, own) : said.Slice(0, PerfAttr.FirstSize));
            var ids = PerfSection.Read(bytes, at + attrSize);
            contents.Events.Add(new PerfEvent(attr) { Ids = ReadIds(file, ids, section.Offset + (ulong)at + (ulong)attrSize) });
        }
    }

    private ulong[] ReadIds(RegularFile file, in PerfSection section, ulong saidAt)
    {
        var bytes = new PerfBytes(ReadSection(file, section, MaxFeature, saidAt), IsBigEndian);
        ulong[] ids = new ulong[bytes.Length / sizeof(ulong)];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = bytes.UInt64(i * sizeof(ulong));
        return ids;
    }

    private void ReadData(RegularFile file, PerfBytes header)
    {
        var data = PerfSection.Read(header, 40);
        if (data.Offset < FileHeaderSize || data.Offset > file.Length)
            throw Wrong(file, 40, $"records that begin within the {file.Length} bytes of the file", Number(data.Offset));
        DataStart = (long)data.Offset;
        DataEnd = (long)file.Length;
        if (data.Size == 0)
            Missing = "perf was ended before it could finish the file: what it had not written by then is missing, and so is what it says at the end about build ids and the machine.";
        else if (data.Size > file.Length - data.Offset)
            Missing = $"the file is cut off: it has {file.Length - data.Offset} of {data.Size} bytes of records, and not what follows them.";
        else
            DataEnd = (long)(data.Offset + data.Size);
    }

    // The sections of the features follow the data; where each lies stands in a table that has the features' order.
    private void ReadFeatures(RegularFile file, PerfBytes header, PerfContents contents)
    {
        if (Missing is not null)
            return;
        ulong table = (ulong)DataEnd;
        Span<byte> entry = stackalloc byte[PerfSection.Length];
        var set = FeaturesOf(header);
        for (int number = 0; number < FeatureBits; number++)
        {
            if (!set[number])
                continue;
            if (file.Length - table < PerfSection.Length)
            {
                Missing = "the file is cut off behind its records: what it says at the end about build ids and the machine is missing.";
                return;
            }

            file.Read(table, entry);
            var section = PerfSection.Read(new PerfBytes(entry, IsBigEndian), 0);
            ReadFeature(file, (PerfFeature)number, section, table, contents);
            table += PerfSection.Length;
        }
    }

    private void ReadFeature(RegularFile file, PerfFeature feature, in PerfSection section, ulong saidAt, PerfContents contents)
    {
        if (feature is PerfFeature.TracingData or PerfFeature.AuxTrace or PerfFeature.BpfBtf or PerfFeature.BpfProgInfo)
            return;
        if (section.Offset > file.Length || section.Size > file.Length - section.Offset)
        {
            Missing = $"the file is cut off: its part {feature} should have {section.Size} bytes at {section.Offset}.";
            return;
        }

        if (section.Size > MaxFeature)
            return;
        var bytes = new PerfBytes(ReadSection(file, section, MaxFeature, saidAt), IsBigEndian);
        if (feature == PerfFeature.BuildId)
            PerfFeatureReader.BuildIds(bytes, contents);
        else
            PerfFeatureReader.Read(feature, bytes, contents);
    }

    // Bits in words of 64, but of a 32-bit machine in words of 32, which makes a difference where the highest byte comes
    // first. perf tells them apart by the host's name, which it always writes.
    private static bool[] FeaturesOf(PerfBytes header)
    {
        bool[] bits = new bool[FeatureBits];
        for (int bit = 0; bit < FeatureBits; bit++)
            bits[bit] = (header.UInt64(FeaturesAt + (bit / 64 * 8)) >> (bit % 64) & 1) != 0;
        if (bits[(int)PerfFeature.HostName] || !header.IsBigEndian)
            return bits;
        for (int bit = 0; bit < FeatureBits; bit++)
            bits[bit] = (header.UInt32(FeaturesAt + (bit / 32 * 4)) >> (bit % 32) & 1) != 0;
        return bits;
    }
}
