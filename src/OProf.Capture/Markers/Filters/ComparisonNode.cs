using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using OProf.Capture.Markers.Fields;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Filters;

/// <summary>A field compared with a number or text.</summary>
internal sealed class ComparisonNode : FilterNode
{
    private const int MaxText = 512;

    private readonly HitKey _field;
    private readonly FilterOperator _operator;
    private readonly string _text;
    private readonly byte[] _utf8;
    private readonly Int128? _integer;
    private readonly double? _number;

    public ComparisonNode(HitKey field, FilterOperator comparison, string text)
    {
        _field = field;
        _operator = comparison;
        _text = text;
        _utf8 = Encoding.UTF8.GetBytes(text);
        _integer = IntegerOf(text);
        _number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : (double?)_integer;
    }

    /// <summary>Whether a type's values can be compared so.</summary>
    public bool Fits(PayloadType type) => type.Kind switch
    {
        PayloadKind.Signed or PayloadKind.Unsigned when _integer is null && _number is null =>
            _operator is FilterOperator.Equal or FilterOperator.NotEqual && type.Labels.Any(label => label.Label.Equals(_text, StringComparison.OrdinalIgnoreCase)),
        PayloadKind.Signed or PayloadKind.Unsigned => _operator != FilterOperator.Like && (_operator != FilterOperator.HasBits || _integer is not null),
        PayloadKind.Double => _number is not null && _operator is not (FilterOperator.Like or FilterOperator.HasBits),
        _ => _operator is FilterOperator.Equal or FilterOperator.NotEqual or FilterOperator.Like,
    };

    public override bool Matches(in MarkerHit hit, SessionTables tables)
    {
        if (!_field.TryRead(hit, tables, out var value))
            return false;
        return value.Type.Kind switch
        {
            PayloadKind.Signed => MatchesInteger((long)value.Bits, value),
            PayloadKind.Unsigned => MatchesInteger(value.Bits, value),
            PayloadKind.Double => _number is { } number && Holds(value.Number.CompareTo(number)),
            _ => MatchesText(value.Bytes),
        };
    }

    private static Int128? IntegerOf(string text)
    {
        bool isNegative = text.StartsWith('-');
        string digits = isNegative ? text[1..] : text;
        bool isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool isRead = ulong.TryParse(isHex ? digits[2..] : digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out ulong size);
        return isRead ? (isNegative ? -(Int128)size : size) : null;
    }

    private bool MatchesInteger(Int128 found, in FieldValue value)
    {
        if (_integer is { } integer)
            return _operator == FilterOperator.HasBits ? (value.Bits & (ulong)integer) != 0 : Holds(found.CompareTo(integer));
        if (_number is { } number)
            return Holds(((double)found).CompareTo(number));
        return value.Type.LabelOf(value.Bits) is { } label && Holds(string.Compare(label, _text, StringComparison.OrdinalIgnoreCase));
    }

    private bool MatchesText(ReadOnlySpan<byte> found)
    {
        if (_operator != FilterOperator.Like)
            return found.SequenceEqual(_utf8) == (_operator == FilterOperator.Equal);

        // What is longer is compared by its beginning.
        Span<char> text = stackalloc char[MaxText];
        int length = Encoding.UTF8.GetChars(found[..Math.Min(found.Length, MaxText)], text);
        return FileSystemName.MatchesSimpleExpression(_text, text[..length], ignoreCase: false);
    }

    private bool Holds(int order) => _operator switch
    {
        FilterOperator.Equal => order == 0,
        FilterOperator.NotEqual => order != 0,
        FilterOperator.Less => order < 0,
        FilterOperator.LessOrEqual => order <= 0,
        FilterOperator.Greater => order > 0,
        FilterOperator.GreaterOrEqual => order >= 0,
        _ => false,
    };
}
