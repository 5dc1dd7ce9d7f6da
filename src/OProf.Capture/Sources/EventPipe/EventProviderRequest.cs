using System.Diagnostics.Tracing;
using System.Globalization;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>What is asked of a provider: <c>NAME[:KEYWORDS[:LEVEL[:KEY=VALUE[;KEY=VALUE]]]]</c>, as dotnet-trace takes it.</summary>
/// <param name="Name">Its name; case does not count.</param>
/// <param name="Keywords">The keywords of which an event needs one.</param>
/// <param name="Level">The most verbose level that is wanted.</param>
/// <param name="Arguments">What else the provider is told, such as <c>EventCounterIntervalSec=1</c>; empty for nothing.</param>
internal sealed record EventProviderRequest(string Name, long Keywords, EventLevel Level, string Arguments)
{
    /// <summary>All keywords.</summary>
    public const long AllKeywords = -1;

    /// <summary>Reads the text.</summary>
    /// <param name="text">The provider with what may follow it.</param>
    /// <param name="marker">The whole name, for the error.</param>
    /// <param name="defaults">What holds for the parts that are left out.</param>
    /// <exception cref="Sessions.CaptureException">The text is no such request.</exception>
    public static EventProviderRequest Parse(string text, string marker, EventDefaults defaults)
    {
        string[] parts = text.Split(':', 4);
        if (parts[0].Length == 0)
            throw EventPipeErrors.Syntax(marker, "the name of a provider", text);
        return new EventProviderRequest(
            parts[0],
            parts.Length > 1 && parts[1].Length > 0 ? KeywordsOf(parts[0], parts[1], marker) : defaults.Keywords,
            parts.Length > 2 && parts[2].Length > 0 ? LevelOf(parts[2], marker) : defaults.Level,
            parts.Length > 3 ? parts[3] : defaults.Arguments);
    }

    /// <summary>What the provider is told, as pairs.</summary>
    public IDictionary<string, string>? ArgumentPairs()
    {
        if (Arguments.Length == 0)
            return null;
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in Arguments.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            int at = pair.IndexOf('=', StringComparison.Ordinal);
            pairs[at < 0 ? pair : pair[..at]] = at < 0 ? "" : pair[(at + 1)..];
        }

        return pairs;
    }

    /// <summary>Whether it asks for the same: then events that come for one come for the other.</summary>
    public bool IsSame(EventProviderRequest other) =>
        string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase) && Keywords == other.Keywords && Level == other.Level && Arguments == other.Arguments;

    private static long KeywordsOf(string provider, string text, string marker)
    {
        long keywords = 0;
        foreach (string word in text.Split('+'))
        {
            var digits = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? word.AsSpan(2) : word;
            if (RuntimeProvider.Is(provider) && RuntimeProvider.Keyword(word) is { } known)
                keywords |= known;
            else if (ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits))
                keywords |= (long)bits;
            else
                throw EventPipeErrors.Syntax(marker, "keywords as a hexadecimal number" + (RuntimeProvider.Is(provider) ? $" or of {RuntimeProvider.KeywordNames}" : ""), word);
        }

        return keywords;
    }

    private static EventLevel LevelOf(string text, string marker) =>
        Enum.TryParse(text, ignoreCase: true, out EventLevel level) && Enum.IsDefined(level)
            ? level
            : throw EventPipeErrors.Syntax(marker, "a level of 0 to 5 or " + string.Join(", ", Enum.GetNames<EventLevel>()), text);
}
