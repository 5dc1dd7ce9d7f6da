using System.Globalization;
using System.Text;

namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>
/// Cuts metadata into tokens (CTF 1.8.3, appendix C.1). Each name is one string for the whole text, however often it is
/// used.
/// </summary>
internal sealed class TsdlLexer
{
    private static readonly string[] s_punctuators = ["...", ":=", "->", "[", "]", "(", ")", "{", "}", ".", "*", "+", "-", "<", ">", ":", ";", "=", ","];

    private readonly string _file;
    private readonly string _text;
    private readonly Dictionary<string, string> _names = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private TsdlLexer(string file, string text)
    {
        _file = file;
        _text = text;
    }

    /// <summary>All tokens of a text; the last one is <see cref="TsdlTokenKind.End"/>.</summary>
    /// <exception cref="TsdlException">A character that begins no token, or a comment or constant that does not end.</exception>
    public static List<TsdlToken> Read(string file, string text)
    {
        var lexer = new TsdlLexer(file, text);
        var tokens = new List<TsdlToken>();
        do
            tokens.Add(lexer.Next());
        while (tokens[^1].Kind != TsdlTokenKind.End);
        return tokens;
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private int Column => _at - _lineStart + 1;

    private TsdlToken Next()
    {
        SkipBlanks();
        int line = _line;
        int column = Column;
        if (_at >= _text.Length)
            return new TsdlToken(TsdlTokenKind.End, "", 0, line, column);
        char c = Current;
        if (c is '"' or '\'' || (c == 'L' && _at + 1 < _text.Length && _text[_at + 1] is '"' or '\''))
            return new TsdlToken(TsdlTokenKind.Text, Constant(), 0, line, column);
        if (IsNameStart(c))
            return new TsdlToken(TsdlTokenKind.Identifier, Name(), 0, line, column);
        if (char.IsAsciiDigit(c))
            return Number(line, column);
        foreach (string punctuator in s_punctuators)
        {
            if (string.CompareOrdinal(_text, _at, punctuator, 0, punctuator.Length) == 0)
            {
                _at += punctuator.Length;
                return new TsdlToken(TsdlTokenKind.Punctuator, punctuator, 0, line, column);
            }
        }

        throw Error(line, column, "a name, constant or punctuator", char.IsControl(c) ? $"the character U+{(int)c:X4}" : $"'{c}'");
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == '\n')
            {
                NewLine();
            }
            else if (c is ' ' or '\t' or '\r' or '\v' or '\f')
            {
                _at++;
            }
            else if (c == '/' && _at + 1 < _text.Length && _text[_at + 1] == '/')
            {
                int end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else if (c == '/' && _at + 1 < _text.Length && _text[_at + 1] == '*')
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipComment()
    {
        int line = _line;
        int column = Column;
        int end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0)
            throw Error(line, column, "a comment that ends with */", "the end of the metadata");
        for (; _at < end;)
        {
            if (_text[_at] == '\n')
                NewLine();
            else
                _at++;
        }

        _at = end + 2;
    }

    private void NewLine()
    {
        _at++;
        _line++;
        _lineStart = _at;
    }

    private string Name()
    {
        int start = _at;
        while (_at < _text.Length && (IsNameStart(_text[_at]) || char.IsAsciiDigit(_text[_at])))
            _at++;
        var span = _text.AsSpan(start, _at - start);
        string name = span.ToString();
        if (_names.TryGetValue(name, out string? known))
            return known;
        _names.Add(name, name);
        return name;
    }

    private TsdlToken Number(int line, int column)
    {
        int start = _at;
        while (_at < _text.Length && char.IsAsciiLetterOrDigit(_text[_at]))
            _at++;
        var all = _text.AsSpan(start, _at - start);
        var digits = all.TrimEnd("uUlL");
        bool isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        ulong value = 0;
        bool valid;
        if (isHex)
            valid = ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        else if (digits.Length > 1 && digits[0] == '0')
            valid = TryParseOctal(digits[1..], out value);
        else
            valid = ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        if (!valid || all.Length - digits.Length > 3)
            throw Error(line, column, "an integer of at most 64 bits", $"'{all}'");
        return new TsdlToken(TsdlTokenKind.Number, all.ToString(), value, line, column);
    }

    private static bool TryParseOctal(ReadOnlySpan<char> digits, out ulong value)
    {
        value = 0;
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7' || value >> 61 != 0)
                return false;
            value = (value << 3) | (uint)(digit - '0');
        }

        return true;
    }

    private string Constant()
    {
        int line = _line;
        int column = Column;
        if (Current == 'L')
            _at++;
        char quote = _text[_at++];
        var content = new StringBuilder();
        while (_at < _text.Length && _text[_at] != quote)
        {
            char c = _text[_at];
            if (c == '\\')
            {
                _at++;
                Escape(content);
            }
            else
            {
                content.Append(c);
                if (c == '\n')
                    NewLine();
                else
                    _at++;
            }
        }

        if (_at >= _text.Length)
            throw Error(line, column, $"a constant that ends with {quote}", "the end of the metadata");
        _at++;
        return content.ToString();
    }

    private void Escape(StringBuilder content)
    {
        char c = Current;
        int column = Column - 1;
        _at++;
        switch (c)
        {
            case 'a':
                content.Append('\a');
                break;
            case 'b':
                content.Append('\b');
                break;
            case 'f':
                content.Append('\f');
                break;
            case 'n':
                content.Append('\n');
                break;
            case 'r':
                content.Append('\r');
                break;
            case 't':
                content.Append('\t');
                break;
            case 'v':
                content.Append('\v');
                break;
            case '\\' or '\'' or '"' or '?':
                content.Append(c);
                break;
            case 'x':
                Digits(content, 16, 8, column);
                break;
            case 'u':
                Digits(content, 16, 4, column);
                break;
            case 'U':
                Digits(content, 16, 8, column);
                break;
            case >= '0' and <= '7':
                _at--;
                Digits(content, 8, 3, column);
                break;
            default:
                throw Error(_line, column, "an escape sequence of C", $"'\\{c}'");
        }
    }

    // The digits of a character's number.
    private void Digits(StringBuilder content, int radix, int most, int column)
    {
        uint value = 0;
        int count = 0;
        while (count < most && char.IsAsciiHexDigit(Current) && Convert.ToInt32(Current.ToString(), 16) < radix)
        {
            value = (value * (uint)radix) + (uint)Convert.ToInt32(Current.ToString(), 16);
            _at++;
            count++;
        }

        if (count == 0 || !Rune.IsValid(value))
            throw Error(_line, column, "the number of a character", $"U+{value:X}");
        content.Append(new Rune(value).ToString());
    }

    private static bool IsNameStart(char c) => c == '_' || char.IsAsciiLetter(c);

    private TsdlException Error(int line, int column, string expected, string found) => new(_file, line, column, expected, found);
}
