using OProf.Capture.Markers.Fields;
using OProf.Capture.Sessions;

namespace OProf.Capture.Markers.Filters;

/// <summary>Reads the text of a filter.</summary>
internal sealed class FilterParser(string text, MarkerInfo marker)
{
    private const int MaxLength = 8192;
    private const int MaxDepth = 64;

    private static readonly (string Text, FilterOperator Operator)[] s_operators =
    [
        ("==", FilterOperator.Equal), ("!=", FilterOperator.NotEqual), ("<=", FilterOperator.LessOrEqual),
        (">=", FilterOperator.GreaterOrEqual), ("<", FilterOperator.Less), (">", FilterOperator.Greater),
        ("~", FilterOperator.Like), ("&", FilterOperator.HasBits),
    ];

    private int _at;
    private int _depth;

    /// <summary>Reads all of it.</summary>
    /// <exception cref="CaptureException">It is no filter.</exception>
    public FilterNode Parse()
    {
        if (text.Length > MaxLength)
            throw Fault(FormattableString.Invariant($"it is longer than {MaxLength} characters"));
        var all = Any();
        SkipSpace();
        return _at == text.Length ? all : throw Expected("'&&', '||' or the end");
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or '*' or '?' or '/' or ':';

    private FilterNode Any() => Joined("||", All, isAny: true);

    private FilterNode All() => Joined("&&", One, isAny: false);

    private FilterNode Joined(string separator, Func<FilterNode> part, bool isAny)
    {
        var parts = new List<FilterNode> { part() };
        while (TryTake(separator))
            parts.Add(part());
        return parts.Count == 1 ? parts[0] : new JoinedNode(parts, isAny);
    }

    private FilterNode One()
    {
        if (++_depth > MaxDepth)
            throw Fault(FormattableString.Invariant($"it has more than {MaxDepth} levels"));
        FilterNode node;
        if (TryTake("("))
        {
            node = Any();
            if (!TryTake(")"))
                throw Expected("')'");
        }
        else
        {
            node = TryTake("!") ? new NotNode(One()) : Comparison();
        }

        _depth--;
        return node;
    }

    private ComparisonNode Comparison()
    {
        string name = Word("a field");
        var (key, type) = FieldOf(name);
        foreach (var (sign, comparison) in s_operators)
        {
            if (!TryTake(sign))
                continue;
            string value = Value();
            var node = new ComparisonNode(key, comparison, value);
            return type is null || node.Fits(type) ? node : throw Fault($"{MarkerFormat.Of(type)} '{name}' can't be compared with '{value}' by {sign}");
        }

        throw Expected("an operator");
    }

    private (HitKey Key, Sync.Payloads.PayloadType? Type) FieldOf(string name)
    {
        try
        {
            return (HitKey.Of(name, [marker]), FieldAccess.TryFind(marker.Schema, name)?.Type);
        }
        catch (CaptureException e)
        {
            throw Fault(e.Error.Message.TrimEnd('.'));
        }
    }

    private string Value()
    {
        SkipSpace();
        if (_at >= text.Length || text[_at] is not ('"' or '\''))
            return Word("a number or text");
        char quote = text[_at++];
        int end = text.IndexOf(quote, _at);
        if (end < 0)
            throw Expected($"{quote} at the end of a text");
        string value = text[_at..end];
        _at = end + 1;
        return value;
    }

    private string Word(string expected)
    {
        SkipSpace();
        int start = _at;
        while (_at < text.Length && IsOfWord(text[_at]))
            _at++;
        return _at > start ? text[start.._at] : throw Expected(expected);
    }

    private bool TryTake(string sign)
    {
        SkipSpace();
        if (string.CompareOrdinal(text, _at, sign, 0, sign.Length) != 0)
            return false;

        // A single & is an operator, two of them join.
        if (sign == "&" && _at + 1 < text.Length && text[_at + 1] == '&')
            return false;
        _at += sign.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
    }

    private CaptureException Expected(string expected) => Fault(
        _at < text.Length
            ? FormattableString.Invariant($"at character {_at + 1}, expected is {expected}, not '{text[_at]}'")
            : $"it ends where {expected} is expected");

    private CaptureException Fault(string problem) => MarkerErrors.FilterInvalid(text, marker.Name, problem);
}
