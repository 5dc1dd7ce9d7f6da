using System.Buffers.Binary;
using System.Text;

namespace OProf.Analysis.Formats.Nettrace;

/// <summary>
/// What a walk along the blocks of a file tells and TraceEvent does not: the names of its threads, and whether it has its end.
/// </summary>
/// <param name="Missing">What is missing; null where nothing is.</param>
/// <param name="ThreadNames">Names by process and thread id; empty for versions before 6, which have none.</param>
internal sealed record NettraceOutline(string? Missing, IReadOnlyDictionary<(int ProcessId, int ThreadId), string> ThreadNames)
{
    private const byte NullReference = 1;
    private const int StreamHeader = 20;
    private const int NameKind = 1;
    private const int ProcessIdKind = 2;
    private const int ThreadIdKind = 3;

    /// <summary>Walks along a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="version">Its version.</param>
    internal static NettraceOutline Read(string path, int version)
    {
        var names = new Dictionary<(int ProcessId, int ThreadId), string>();
        using var file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        byte[] head = new byte[4];
        if (version != 6)
        {
            bool isWhole = length > 0 && RandomAccess.Read(file, head.AsSpan(0, 1), length - 1) == 1 && head[0] == NullReference;
            return new NettraceOutline(isWhole ? null : Cut(length), names);
        }

        for (long offset = StreamHeader; offset + head.Length <= length && RandomAccess.Read(file, head, offset) == head.Length;)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(head);
            int size = (int)(word & 0xFFFFFF);
            offset += head.Length;
            var kind = (NettraceBlockKind)(word >> 24);
            if (kind == NettraceBlockKind.EndOfStream)
                return new NettraceOutline(null, names);
            if (kind == NettraceBlockKind.Thread && size <= length - offset)
            {
                byte[] block = new byte[size];
                if (RandomAccess.Read(file, block, offset) == size)
                    AddNames(block, names);
            }

            offset += size;
        }

        return new NettraceOutline(Cut(length), names);
    }

    private static string Cut(long length) =>
        FormattableString.Invariant($"the file ends at offset {length} without its mark of the end: it was cut off, or is still being written. What is whole was read.");

    private static void AddNames(ReadOnlySpan<byte> block, Dictionary<(int ProcessId, int ThreadId), string> names)
    {
        while (block.Length >= 2)
        {
            int size = BinaryPrimitives.ReadUInt16LittleEndian(block);
            if (size > block.Length - 2)
                return;
            AddName(block.Slice(2, size), names);
            block = block[(2 + size)..];
        }
    }

    // A row that makes no sense names nobody.
    private static void AddName(ReadOnlySpan<byte> row, Dictionary<(int ProcessId, int ThreadId), string> names)
    {
        string name = "";
        ulong processId = ulong.MaxValue;
        ulong threadId = ulong.MaxValue;
        if (!Varint(ref row, out _))
            return;
        while (!row.IsEmpty)
        {
            int kind = row[0];
            row = row[1..];
            if (!Varint(ref row, out ulong value))
                return;
            switch (kind)
            {
                case NameKind when value <= (ulong)row.Length:
                    name = Encoding.UTF8.GetString(row[..(int)value]);
                    row = row[(int)value..];
                    break;
                case ProcessIdKind:
                    processId = value;
                    break;
                case ThreadIdKind:
                    threadId = value;
                    break;
                default:
                    return;
            }
        }

        if (name.Length > 0 && processId <= int.MaxValue && threadId <= int.MaxValue)
            names[((int)processId, (int)threadId)] = name;
    }

    private static bool Varint(ref ReadOnlySpan<byte> row, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 64 && !row.IsEmpty; shift += 7)
        {
            byte next = row[0];
            row = row[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return true;
        }

        return false;
    }
}
