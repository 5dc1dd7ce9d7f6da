using System.Buffers.Binary;
using System.Globalization;

namespace OProf.Benchmarks.PerfData;

/// <summary>
/// Makes a large perf.data file of a small one: its samples several times over, each time later, so that a file of a million
/// samples does not need minutes of recording. What perf says before and behind the records stays as it is.
/// </summary>
internal static class RepeatedFile
{
    private const int HeaderSize = 104;
    private const uint Exit = 4;
    private const uint Sample = 9;
    private const uint FinishedRound = 68;
    private const ulong Identifier = 1 << 16;
    private const ulong Ip = 1;
    private const ulong Tid = 2;

    /// <summary>Writes the file.</summary>
    /// <param name="source">A file of this machine's byte order, not compressed, whose samples say their times.</param>
    /// <param name="times">How many times over.</param>
    /// <param name="target">The new file.</param>
    public static void Write(string source, int times, string target)
    {
        byte[] file = File.ReadAllBytes(source);
        int attrs = (int)Word(file, 24);
        int start = (int)Word(file, 40);
        int size = (int)Word(file, 48);
        ulong fields = Word(file, attrs + 24);
        int timeAt = 8 + ((fields & Identifier) != 0 ? 8 : 0) + ((fields & Ip) != 0 ? 8 : 0) + ((fields & Tid) != 0 ? 8 : 0);
        var records = file.AsMemory(start, size);
        (ulong first, ulong last) = Times(records.Span, timeAt);
        using var output = File.Create(target, 1 << 20);
        output.Write(file, 0, start);
        Copy(records.Span, static type => type != Exit, timeAt, 0, output);
        for (int number = 1; number < times; number++)
            Copy(records.Span, static type => type is Sample or FinishedRound, timeAt, (last - first + 1_000_000) * (ulong)number, output);
        long grown = output.Position - start - size;
        Features(file, start + size, grown, output);
        output.Position = 48;
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(word, size + grown);
        output.Write(word);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{output.Length} bytes"));
    }

    private static ulong Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    private static (ulong First, ulong Last) Times(ReadOnlySpan<byte> records, int timeAt)
    {
        (ulong first, ulong last) = (ulong.MaxValue, 0UL);
        for (int size; records.Length >= 8; records = records[size..])
        {
            size = BinaryPrimitives.ReadUInt16LittleEndian(records[6..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(records) == Sample)
                (first, last) = (Math.Min(first, Word(records, timeAt)), Math.Max(last, Word(records, timeAt)));
        }

        return (first, last);
    }

    // Without the ends of processes: their samples come again.
    private static void Copy(ReadOnlySpan<byte> records, Func<uint, bool> takes, int timeAt, ulong later, Stream output)
    {
        byte[] copy = new byte[1 << 16];
        for (int size; records.Length >= 8; records = records[size..])
        {
            size = BinaryPrimitives.ReadUInt16LittleEndian(records[6..]);
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(records);
            if (!takes(type))
                continue;
            records[..size].CopyTo(copy);
            if (type == Sample)
                BinaryPrimitives.WriteUInt64LittleEndian(copy.AsSpan(timeAt), Word(records, timeAt) + later);
            output.Write(copy, 0, size);
        }
    }

    // The sections of the features begin later by as much as the records have grown.
    private static void Features(byte[] file, int table, long grown, Stream output)
    {
        int features = 0;
        foreach (byte bits in file.AsSpan(72, HeaderSize - 72))
            features += int.PopCount(bits);
        for (int feature = 0; feature < features; feature++)
        {
            var offset = file.AsSpan(table + (feature * 16));
            BinaryPrimitives.WriteInt64LittleEndian(offset, (long)Word(offset, 0) + grown);
        }

        output.Write(file.AsSpan(table));
    }
}
