using System.Diagnostics.CodeAnalysis;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.Tracepoints.Formats;

/// <summary>
/// What <c>print fmt</c> tells of the fields, where it is simple: the base in which the kernel prints a number, and the names of its
/// values out of <c>__print_symbolic</c> and <c>__print_flags</c>.
/// </summary>
internal sealed class PrintFormat
{
    private const string Record = "REC->";
    private const int MaxLabels = 1024;
    private readonly Dictionary<string, int> _bases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<PayloadLabel>> _labels = new(StringComparer.Ordinal);

    /// <summary>Reads it.</summary>
    public PrintFormat(string text)
    {
        var arguments = CText.Arguments(text);
        var conversions = Conversions(arguments[0]);
        for (int i = 1; i < arguments.Count; i++)
        {
            char conversion = i <= conversions.Count ? conversions[i - 1] : '\0';
            if (conversion is 'x' or 'X' or 'p' or 'o' && FieldOf(CText.Bare(arguments[i])) is { } field)
                _bases.TryAdd(field, conversion == 'o' ? 8 : 16);
            if (TryLabels(arguments[i], out string? labeled, out var labels))
                _labels.TryAdd(labeled, labels);
        }
    }

    /// <summary>Base that a field is printed in.</summary>
    public int BaseOf(string field) => _bases.GetValueOrDefault(field, 10);

    /// <summary>Names of a field's values.</summary>
    public IReadOnlyList<PayloadLabel> LabelsOf(string field) => _labels.GetValueOrDefault(field, []);

    private static string? FieldOf(ReadOnlySpan<char> argument)
    {
        if (!argument.StartsWith(Record))
            return null;
        var name = argument[Record.Length..];
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return null;
        }

        return name.ToString();
    }

    // The conversions of the string, one for each argument: a '*' takes one too.
    private static List<char> Conversions(string format)
    {
        var conversions = new List<char>();
        for (int i = 0; i < format.Length - 1; i++)
        {
            if (format[i] != '%')
                continue;
            if (format[i + 1] == '%')
            {
                i++;
                continue;
            }

            for (i++; i < format.Length && !char.IsAsciiLetter(format[i]) || i < format.Length && format[i] is 'l' or 'h' or 'L' or 'q' or 'z' or 'j' or 't'; i++)
            {
                if (format[i] == '*')
                    conversions.Add('*');
            }

            if (i < format.Length)
                conversions.Add(format[i]);
        }

        return conversions;
    }

    // __print_symbolic(REC->x, {1, "a"}, …); __print_flags(REC->x, "|", {1, "a"}, …); (REC->x & 7) ? __print_flags(REC->x & 7, …) : "none"
    private static bool TryLabels(string argument, [NotNullWhen(true)] out string? field, out IReadOnlyList<PayloadLabel> labels)
    {
        field = null;
        List<PayloadLabel> list = [];
        labels = list;
        var text = CText.Bare(argument);
        string? none = null;
        int question = CText.IndexOf(text, '?');
        if (question >= 0)
        {
            var rest = text[(question + 1)..];
            int colon = CText.IndexOf(rest, ':');
            if (colon < 0 || !TryString(rest[(colon + 1)..], out none))
                return false;
            text = CText.Bare(rest[..colon]);
        }

        bool isFlags = text.StartsWith("__print_flags(");
        int open = text.IndexOf('(');
        if ((!isFlags && !text.StartsWith("__print_symbolic(")) || CText.Closing(text, open) != text.Length - 1)
            return false;
        var arguments = CText.Arguments(text[(open + 1)..^1]);
        field = FieldOf(CText.Bare(Masked(arguments[0], isFlags)));
        if (field is null)
            return false;
        foreach (string pair in arguments.Skip(isFlags ? 2 : 1).Take(MaxLabels))
        {
            if (pair.Length < 2 || pair[0] != '{' || pair[^1] != '}')
                continue;
            var parts = CText.Arguments(pair.AsSpan(1, pair.Length - 2));
            if (parts.Count == 2 && TryString(parts[1], out string? label) && ConstantExpression.TryEvaluate(parts[0], out long value))
                list.Add(new PayloadLabel(label, (ulong)value, (ulong)value));
        }

        if (none is not null && isFlags)
            list.Add(new PayloadLabel(none, 0, 0));
        return list.Count > 0;
    }

    // Of flags, those that have names may be a part of the field.
    private static ReadOnlySpan<char> Masked(string argument, bool isFlags)
    {
        var bare = CText.Bare(argument);
        int mask = isFlags ? CText.IndexOf(bare, '&') : -1;
        return mask > 0 && ConstantExpression.TryEvaluate(bare[(mask + 1)..], out _) ? bare[..mask] : bare;
    }

    private static bool TryString(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? value)
    {
        text = text.Trim();
        value = null;
        if (text.Length < 2 || text[0] != '"' || CText.EndOfString(text, 0) != text.Length - 1)
            return false;
        value = text[1..^1].ToString();
        return true;
    }
}
