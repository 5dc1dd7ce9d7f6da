namespace OProf.Analysis.Symbols;

/// <summary>Names as bytes, where they lie in a string table.</summary>
internal static class SymbolNames
{
    /// <summary>Longest name that is looked at; longer ones are cut, so that a table of overlapping names stays cheap.</summary>
    internal const int MaxLength = 1 << 16;

    /// <summary>What the name of a PLT stub ends with.</summary>
    internal static ReadOnlySpan<byte> PltSuffix => "@plt"u8;

    /// <summary>The bytes from an offset up to a NUL, a line's end, a tab, or the end of the table.</summary>
    /// <remarks>/proc/kallsyms ends its names with a tab or a newline; no name in an ELF file has either.</remarks>
    internal static ReadOnlySpan<byte> At(ReadOnlySpan<byte> table, int offset)
    {
        var rest = table[offset..];
        rest = rest[..Math.Min(rest.Length, MaxLength)];
        int end = rest.IndexOfAny((byte)0, (byte)'\n', (byte)'\t');
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>Cuts a symbol version off ("@VERSION", "@@VERSION"), but leaves "@plt".</summary>
    internal static ReadOnlySpan<byte> WithoutVersion(ReadOnlySpan<byte> name)
    {
        int at = name.IndexOf((byte)'@');
        return at <= 0 || name[at..].SequenceEqual(PltSuffix) || name.EndsWith(PltSuffix) ? name : name[..at];
    }

    /// <summary>Number of underscores a name begins with.</summary>
    internal static int LeadingUnderscores(ReadOnlySpan<byte> name)
    {
        int other = name.IndexOfAnyExcept((byte)'_');
        return other < 0 ? name.Length : other;
    }
}
