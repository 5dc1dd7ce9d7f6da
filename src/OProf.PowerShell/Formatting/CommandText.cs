namespace OProf.PowerShell.Formatting;

/// <summary>A command and its arguments as one line.</summary>
internal static class CommandText
{
    /// <summary>The line; an argument that is empty or has blanks or quotes in it stands in single quotes.</summary>
    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    private static string Quoted(string word) =>
        word.Length > 0 && !word.Any(c => char.IsWhiteSpace(c) || c is '\'' or '"')
            ? word
            : $"'{word.Replace("'", "''", StringComparison.Ordinal)}'";
}
