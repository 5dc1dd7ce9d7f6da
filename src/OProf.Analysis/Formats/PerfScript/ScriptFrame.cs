using System.Buffers.Text;

namespace OProf.Analysis.Formats.PerfScript;

/// <summary>A frame as <c>perf script</c> prints it: <c>ADDRESS SYMBOL+0xOFFSET (IMAGE)</c>, with <c>(inlined)</c> for an image of what was inlined.</summary>
internal ref struct ScriptFrame
{
    /// <summary>The address; 0 where it is not said.</summary>
    internal ulong Address { get; private set; }

    /// <summary>The function; empty where it has no name.</summary>
    internal ReadOnlySpan<byte> Symbol { get; private set; }

    /// <summary>Bytes from its start; 0 where they are not said.</summary>
    internal ulong SymbolOffset { get; private set; }

    /// <summary>The image; empty where it is not said.</summary>
    internal ReadOnlySpan<byte> Image { get; private set; }

    /// <summary>Whether the function was inlined into that of the next frame, and lies in its image.</summary>
    internal bool IsInlined { get; private set; }

    /// <summary>Reads a line.</summary>
    /// <returns>False where it is none.</returns>
    internal static bool TryParse(ReadOnlySpan<byte> line, out ScriptFrame frame)
    {
        frame = default;
        line = line.Trim(" \t"u8);
        if (!Utf8Parser.TryParse(line, out ulong address, out int used, 'x') || used == line.Length || line[used] != ' ')
            return false;
        frame.Address = address;
        line = line[(used + 1)..];
        if (line[^1] == ')' && OpenOfImage(line) is var open and >= 0)
        {
            frame.Image = line[(open + 1)..^1];
            frame.IsInlined = frame.Image.SequenceEqual("inlined"u8);
            line = line[..open].TrimEnd((byte)' ');
        }

        int plus = line.LastIndexOf("+0x"u8);
        if (plus > 0 && Utf8Parser.TryParse(line[(plus + 3)..], out ulong offset, out int digits, 'x') && plus + 3 + digits == line.Length)
        {
            frame.SymbolOffset = offset;
            line = line[..plus];
        }

        frame.Symbol = line.SequenceEqual("[unknown]"u8) ? default : line;
        return true;
    }

    // The bracket that belongs to the last one: "f(int) (/memfd:x (deleted))".
    private static int OpenOfImage(ReadOnlySpan<byte> line)
    {
        int depth = 0;
        for (int at = line.Length - 1; at >= 0; at--)
        {
            if (line[at] == ')')
                depth++;
            else if (line[at] == '(' && --depth == 0)
                return at == 0 || line[at - 1] == ' ' ? at : -1;
        }

        return -1;
    }
}
