using System.Buffers.Text;

namespace OProf.Analysis.Formats.Folded;

/// <summary>A line of folded stacks: the frames, the outermost first, with semicolons between them, a space, a number.</summary>
/// <param name="stack">The frames.</param>
/// <param name="count">The number.</param>
internal readonly ref struct FoldedLine(ReadOnlySpan<byte> stack, ulong count)
{
    /// <summary>The frames.</summary>
    internal ReadOnlySpan<byte> Stack { get; } = stack;

    /// <summary>The number: of samples, or whatever the file's maker has put together.</summary>
    internal ulong Count { get; } = count;

    /// <summary>Reads a line.</summary>
    /// <returns>False where it is none.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> line, out FoldedLine folded)
    {
        line = line.TrimEnd(" \t"u8);
        int space = line.LastIndexOfAny((byte)' ', (byte)'\t');
        if (space <= 0 || !Utf8Parser.TryParse(line[(space + 1)..], out ulong count, out int used) || used != line.Length - space - 1)
        {
            folded = default;
            return false;
        }

        folded = new FoldedLine(line[..space].TrimEnd(" \t"u8), count);
        return !folded.Stack.IsEmpty;
    }
}
