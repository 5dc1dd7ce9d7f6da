using System.Globalization;

namespace OProf.Capture.Sources.Tracepoints.Formats;

/// <summary>
/// Evaluates the constant integer expressions that format files have: numbers with C's suffixes, casts, parentheses, and the
/// operators <c>~ - + &lt;&lt; &gt;&gt; &amp; ^ | *</c>. What has a name in it is none: the kernel leaves names of macros that it was
/// not told to replace.
/// </summary>
internal ref struct ConstantExpression
{
    private const int MaxDepth = 64;
    private ReadOnlySpan<char> _rest;
    private int _depth;

    /// <summary>Evaluates a text.</summary>
    /// <returns>False where it is no such expression.</returns>
    public static bool TryEvaluate(ReadOnlySpan<char> text, out long value)
    {
        var expression = new ConstantExpression { _rest = text };
        return expression.Binary(0, out value) && expression._rest.IsWhiteSpace();
    }

    private static int Precedence(ReadOnlySpan<char> text, out int length)
    {
        length = text.StartsWith("<<") || text.StartsWith(">>") ? 2 : 1;
        if (length == 2)
            return 4;
        return text.IsEmpty ? 0 : text[0] switch
        {
            '|' => 1,
            '^' => 2,
            '&' => 3,
            '+' or '-' => 5,
            '*' => 6,
            _ => 0,
        };
    }

    private bool Binary(int above, out long value)
    {
        if (!Unary(out value))
            return false;
        while (true)
        {
            _rest = _rest.TrimStart();
            int precedence = Precedence(_rest, out int length);
            if (precedence <= above)
                return true;
            char symbol = _rest[0];
            _rest = _rest[length..];
            if (!Binary(precedence, out long right))
                return false;
            value = symbol switch
            {
                '|' => value | right,
                '^' => value ^ right,
                '&' => value & right,
                '<' => value << (int)right,
                '>' => value >> (int)right,
                '+' => value + right,
                '-' => value - right,
                _ => value * right,
            };
        }
    }

    private bool Unary(out long value)
    {
        value = 0;
        if (++_depth > MaxDepth)
            return false;
        _rest = _rest.TrimStart();
        bool read = _rest.IsEmpty ? false : _rest[0] switch
        {
            '-' => Negated(out value),
            '~' => Inverted(out value),
            '(' => Parenthesized(out value),
            _ => Number(out value),
        };
        _depth--;
        return read;
    }

    private bool Negated(out long value)
    {
        _rest = _rest[1..];
        bool read = Unary(out value);
        value = -value;
        return read;
    }

    private bool Inverted(out long value)
    {
        _rest = _rest[1..];
        bool read = Unary(out value);
        value = ~value;
        return read;
    }

    private bool Parenthesized(out long value)
    {
        int end = CText.Closing(_rest, 0);
        value = 0;
        if (end < 0)
            return false;
        bool isCast = CText.IsTypeName(_rest[1..end]);
        if (isCast)
        {
            _rest = _rest[(end + 1)..];
            return Unary(out value);
        }

        _rest = _rest[1..];
        if (!Binary(0, out value))
            return false;
        _rest = _rest.TrimStart();
        if (_rest.IsEmpty || _rest[0] != ')')
            return false;
        _rest = _rest[1..];
        return true;
    }

    private bool Number(out long value)
    {
        int length = 0;
        while (length < _rest.Length && char.IsAsciiLetterOrDigit(_rest[length]))
            length++;
        var digits = _rest[..length].TrimEnd("uUlL");
        _rest = _rest[length..];
        bool read;
        ulong number;
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            read = ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        else
            read = ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && (digits.Length == 1 || digits[0] != '0');
        value = (long)number;
        return read;
    }
}
