using System.Runtime.InteropServices;

namespace OProf.Buffers.Tests.Mmap;

/// <summary>A record's body that can be told torn from whole: who wrote it, the how-manieth, a pattern, and a sum.</summary>
internal static class NumberedRecord
{
    /// <summary>Fills a body of whole words, four at least.</summary>
    public static void Fill(Span<byte> body, ulong writer, ulong number)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(body);
        words[0] = writer;
        words[1] = number;
        for (int i = 2; i < words.Length - 1; i++)
            words[i] = (number * 0x9E3779B97F4A7C15) ^ (ulong)i ^ (writer << 56);
        words[^1] = Sum(words[..^1]);
    }

    /// <summary>Reads a record, header included.</summary>
    /// <returns>False where it is torn.</returns>
    public static bool TryRead(ReadOnlySpan<byte> record, out ulong writer, out ulong number)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(record[8..]);
        writer = words[0];
        number = words[1];
        return words[^1] == Sum(words[..^1]);
    }

    private static ulong Sum(ReadOnlySpan<ulong> words)
    {
        ulong sum = 14695981039346656037;
        foreach (ulong word in words)
            sum = (sum ^ word) * 1099511628211;
        return sum;
    }
}
