using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OProf.Analysis.Baselines;

/// <summary>
/// Writes a baseline as JSON to be kept in a repository: keys in the order of their bytes, a line for each thing that may
/// change, and no digit that the measurement's own spread does not support, so that a diff shows what differs.
/// </summary>
public static class BaselineText
{
    /// <summary>What the file says that it is.</summary>
    public const string Schema = "oprof-baseline";

    /// <summary>The version of the form.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions s_strings = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a baseline; its lines end with a line feed on every system.</summary>
    public static string Of(Baseline baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        var text = new StringBuilder();
        var root = new List<(string Key, string Value)>
        {
            ("counters", Object(baseline.Counters.Select(series => (series.Name, Series(series))), 1)),
            ("machine", Object(
                [
                    ("architecture", String(baseline.Machine.Architecture)),
                    ("cpus", Integer(baseline.Machine.Cpus)),
                    ("id", String(baseline.Machine.Id)),
                    ("kernel", String(baseline.Machine.Kernel)),
                    ("processor", String(baseline.Machine.Processor)),
                ],
                1)),
            ("name", String(baseline.Name)),
            ("oprof", String(baseline.Version)),
            ("repeat", Integer(baseline.Repeat)),
            ("runMilliseconds", Integer(Math.Max(1, (long)baseline.RunTime.TotalMilliseconds))),
            ("schema", String(Schema)),
            ("version", Integer(Version)),
            ("warmUp", Integer(baseline.WarmUp)),
            ("work", String(baseline.IsBlock ? "block" : "command")),
        };
        if (baseline.Profile is { } profile)
            root.Add(("profile", Profile(profile)));
        if (baseline.Reference is { } reference)
        {
            root.Add(("ratios", Object(baseline.Ratios.Select(series => (series.Name, Series(series))), 1)));
            root.Add(("reference", String(reference)));
        }

        return text.Append(Object(root, 0)).Append('\n').ToString();
    }

    private static string Profile(BaselineProfile profile)
    {
        var parts = new List<(string, string)>
        {
            ("event", String(profile.Event)),
            ("freedom", Number(profile.Freedom, 0.01)),
            ("mode", String(profile.IsUserOnly ? "user" : "all")),
            ("samples", Integer(profile.Samples)),
            ("stacks", Object(
                profile.Stacks.Select(stack => (stack.Stack, Number(stack.Share, ChanceError(stack.Share, profile.Samples)))), 2)),
            ("symbols", Object(profile.Symbols.Select(symbol => ($"{symbol.Image}!{symbol.Symbol}", Share(symbol))), 2)),
        };
        if (profile.Frequency is { } frequency)
            parts.Add(("frequency", Integer(frequency)));
        return Object(parts, 1);
    }

    private static string Share(SymbolShare symbol) =>
        $"{{ \"error\": {Number(symbol.Error, symbol.Error)}, \"share\": {Number(symbol.Share, symbol.Error)} }}";

    private static double ChanceError(double share, long samples) => Math.Sqrt(share * (1 - share) / samples);

    // A tenth of what one run differs from another says no more.
    private static string Series(BaselineSeries series)
    {
        double mean = series.Mean;
        double deviation = series.Values.Count > 1 ? Math.Sqrt(series.Values.Sum(value => (value - mean) * (value - mean)) / (series.Values.Count - 1)) : 0;
        return $"{{ \"unit\": {String(series.Unit)}, \"values\": [{string.Join(", ", series.Values.Select(value => Number(value, deviation)))}] }}";
    }

    private static string Object(IEnumerable<(string Key, string Value)> members, int depth)
    {
        var sorted = members.OrderBy(member => member.Key, StringComparer.Ordinal).ToList();
        if (sorted.Count == 0)
            return "{}";
        string indent = new(' ', 2 * (depth + 1));
        return $"{{\n{string.Join(",\n", sorted.Select(member => $"{indent}{String(member.Key)}: {member.Value}"))}\n{indent[2..]}}}";
    }

    private static string String(string value) => JsonSerializer.Serialize(value, s_strings);

    private static string Integer(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number to one digit more than its uncertainty has; where that is not known, as exactly as a double is.</summary>
    private static string Number(double value, double uncertainty)
    {
        if (!(uncertainty > 0))
            return value.ToString("R", CultureInfo.InvariantCulture);
        int digits = 1 - (int)Math.Floor(Math.Log10(uncertainty));
        return digits switch
        {
            > 12 => value.ToString("R", CultureInfo.InvariantCulture),
            >= 0 => Math.Round(value, digits).ToString("0.############", CultureInfo.InvariantCulture),
            _ => (Math.Round(value / Math.Pow(10, -digits)) * Math.Pow(10, -digits)).ToString("0", CultureInfo.InvariantCulture),
        };
    }
}
