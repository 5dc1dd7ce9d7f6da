namespace OProf.Analysis.Formats.Text;

/// <summary>The first lines of a file, to tell by them what it is.</summary>
internal static class TextHead
{
    private const int HeadBytes = 1 << 16;

    /// <summary>The first lines that are whole.</summary>
    /// <param name="path">The file.</param>
    /// <returns>None where the file is no text.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    internal static IReadOnlyList<byte[]> Of(string path)
    {
        byte[] head = new byte[HeadBytes];
        int length = InflatedFile.ReadHead(path, head);
        var rest = head.AsSpan(0, length);
        if (rest.Contains((byte)0))
            return [];
        var lines = new List<byte[]>();
        while (rest.IndexOf((byte)'\n') is var end and >= 0)
        {
            lines.Add(rest[..end].TrimEnd((byte)'\r').ToArray());
            rest = rest[(end + 1)..];
        }

        // The last line of a short file may have no end.
        if (length < head.Length && !rest.IsEmpty)
            lines.Add(rest.ToArray());
        return lines;
    }
}
