namespace OProf.Analysis.Formats.Nettrace;

/// <summary>Looks whether a file has the end that its version gives it: one that was cut off has none.</summary>
internal static class NettraceEnd
{
    private const byte NullReference = 1;

    /// <summary>What is missing; null where nothing is.</summary>
    internal static string? Missing(string path, int version)
    {
        Span<byte> end = stackalloc byte[4];
        using var file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        if (length < end.Length || RandomAccess.Read(file, end, length - end.Length) < end.Length)
            return "the file has no end.";
        bool isWhole = version == 6 ? end is [_, _, _, (byte)NettraceBlockKind.EndOfStream] : end[^1] == NullReference;
        return isWhole ? null : FormattableString.Invariant($"the file ends at offset {length} without its mark of the end: it was cut off, or is still being written. What is whole was read.");
    }
}
