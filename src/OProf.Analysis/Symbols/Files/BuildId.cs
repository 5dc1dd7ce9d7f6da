namespace OProf.Analysis.Symbols.Files;

/// <summary>How a build id is written: lowercase hexadecimal, as file names and readelf have it.</summary>
internal static class BuildId
{
    /// <summary>The text; "none" of an empty one.</summary>
    internal static string Text(ReadOnlySpan<byte> buildId)
    {
        if (buildId.IsEmpty)
            return "none";
        return string.Create(buildId.Length * 2, buildId.ToArray(), static (text, bytes) =>
        {
            const string Digits = "0123456789abcdef";
            for (int i = 0; i < bytes.Length; i++)
            {
                text[2 * i] = Digits[bytes[i] >> 4];
                text[(2 * i) + 1] = Digits[bytes[i] & 0xf];
            }
        });
    }
}
