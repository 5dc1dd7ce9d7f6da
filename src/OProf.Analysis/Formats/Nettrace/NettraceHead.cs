using System.Buffers.Binary;
using OProf.Capture.Sources.EventPipe;

namespace OProf.Analysis.Formats.Nettrace;

/// <summary>What the head of a file says: its version, and the clock.</summary>
/// <param name="Version">The version: 4 (.NET 3 to 9), 5, 6.</param>
/// <param name="Start">The clock when the trace began, in ticks.</param>
/// <param name="Frequency">Ticks a second.</param>
internal readonly record struct NettraceHead(int Version, long Start, long Frequency)
{
    private const int Length = 85;
    private const int FirstBlock = 20;

    /// <summary>Whether a file begins as all versions do.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    internal static bool IsNettrace(string path) => ReadHead(path).AsSpan().StartsWith("Nettrace"u8);

    /// <summary>Reads the head of a file.</summary>
    /// <exception cref="ImportFormatException">It makes no sense.</exception>
    internal static NettraceHead Read(string path)
    {
        byte[] head = ReadHead(path);
        if (TraceHeader.TryRead(head, out var older))
            return new NettraceHead(4, older.StartTicks, older.Frequency);
        if (head.Length < FirstBlock + 4 + 32)
            throw new ImportFormatException(path, FormattableString.Invariant($"offset {head.Length}"), "the head of a trace", "the end of the file");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(12));
        if (BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(8)) != 0 || version != 6)
            throw new ImportFormatException(path, "offset 8", "'!FastSerialization.1' with a trace, or version 6", $"version {version}");
        var block = head.AsSpan(FirstBlock);
        if (block[3] != (int)NettraceBlockKind.Trace)
            throw new ImportFormatException(path, "offset 20", "a block of kind 1 (trace)", $"kind {block[3]}");
        long frequency = BinaryPrimitives.ReadInt64LittleEndian(block[28..]);
        if (frequency <= 0)
            throw new ImportFormatException(path, "offset 48", "ticks a second", $"{frequency}");
        return new NettraceHead(6, BinaryPrimitives.ReadInt64LittleEndian(block[20..]), frequency);
    }

    /// <summary>Nanoseconds of a time that the trace says from its start.</summary>
    internal ulong Nanoseconds(double millisecondsFromStart)
    {
        decimal start = Start * (1_000_000_000m / Frequency);
        decimal time = start + ((decimal)millisecondsFromStart * 1_000_000m);
        return time is > 0 and < long.MaxValue ? (ulong)Math.Round(time) : 0;
    }

    private static byte[] ReadHead(string path)
    {
        byte[] head = new byte[Length];
        using var file = File.OpenHandle(path);
        int read = RandomAccess.Read(file, head, 0);
        return head[..read];
    }
}
