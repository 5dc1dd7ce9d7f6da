namespace OProf.Capture.Sources.UserProbes.Arguments;

/// <summary>Reads the arguments that are asked for: <c>path=+0(%di):string, flags=%si:x32</c>, or without names.</summary>
internal static class UserArgumentParser
{
    private static readonly System.Buffers.SearchValues<char> s_separators = System.Buffers.SearchValues.Create(" \t\r\n;#\"");

    private const int MaxArguments = 64;

    // What the kernel takes for an argument without a type.
    private const string DefaultType = "x64";

    /// <summary>Reads them.</summary>
    /// <param name="text">What is between the parentheses.</param>
    /// <param name="problem">What is wrong with it; null where nothing is.</param>
    public static IReadOnlyList<UserArgument> Parse(ReadOnlySpan<char> text, out string? problem)
    {
        problem = null;
        var arguments = new List<UserArgument>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string part in text.IsWhiteSpace() ? [] : text.ToString().Split(','))
        {
            var argument = ParseOne(part.Trim(), arguments.Count + 1);
            problem = argument is null ? $"'{part.Trim()}' is no argument of the form name=%di:u64"
                : !names.Add(argument.Name) ? $"there are two arguments '{argument.Name}'"
                : arguments.Count == MaxArguments ? $"a probe has at most {MaxArguments} arguments"
                : null;
            if (problem is not null)
                return [];
            arguments.Add(argument!);
        }

        return arguments;
    }

    private static UserArgument? ParseOne(string text, int number)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? FormattableString.Invariant($"arg{number}") : text[..equals].Trim();
        string rest = text[(equals + 1)..].Trim();
        int colon = rest.LastIndexOf(':');
        string fetch = colon < 0 ? rest : rest[..colon];
        string type = colon < 0 ? DefaultType : rest[(colon + 1)..];
        return IsName(name) && IsWord(fetch) && IsWord(type) && UserArgumentType.Of(type) is not null
            ? new UserArgument(name, fetch, type)
            : null;
    }

    // What goes into the kernel's line is one word: it separates its arguments by white space.
    private static bool IsWord(string text) => text.Length is > 0 and <= 256 && text.AsSpan().IndexOfAny(s_separators) < 0;

    /// <summary>Whether a text can be the name of an argument.</summary>
    internal static bool IsName(string text)
    {
        if (text.Length is 0 or > 32 || char.IsAsciiDigit(text[0]))
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return false;
        }

        return !text.StartsWith("common_", StringComparison.OrdinalIgnoreCase);
    }
}
