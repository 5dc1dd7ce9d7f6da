using System.Globalization;

namespace OProf.Capture.Sync.Payloads;

/// <summary>The type of a payload's field. Immutable.</summary>
public sealed class PayloadType
{
    /// <summary>Most levels of types within each other; a reader goes down them by recursion.</summary>
    public const int MaxDepth = 64;

    private readonly int _depth;

    private PayloadType(PayloadKind kind, int size, IEnumerable<PayloadType> inner)
    {
        Kind = kind;
        Size = size;
        _depth = 1 + inner.Select(type => type._depth).DefaultIfEmpty().Max();
        if (_depth > MaxDepth)
            throw new ArgumentException($"A payload's types have at most {MaxDepth} levels.");
    }

    /// <summary>A floating point number.</summary>
    public static PayloadType Double { get; } = new(PayloadKind.Double, sizeof(double), []);

    /// <summary>A text.</summary>
    public static PayloadType Text { get; } = new(PayloadKind.Text, 0, []);

    /// <summary>Bytes that are no text.</summary>
    public static PayloadType Bytes { get; } = new(PayloadKind.Bytes, 0, []);

    /// <summary>What it is.</summary>
    public PayloadKind Kind { get; }

    /// <summary>Bytes that a number takes: 1, 2, 4 or 8; 0 for what is no number.</summary>
    public int Size { get; }

    /// <summary>Base that people want to see an integer in: 2, 8, 10 or 16.</summary>
    public int Base { get; private init; } = 10;

    /// <summary>Names of an integer's values; the first that holds a value is its name.</summary>
    public IReadOnlyList<PayloadLabel> Labels { get; private init; } = [];

    /// <summary>Fields of a struct, or options of a choice.</summary>
    public IReadOnlyList<PayloadField> Fields { get; private init; } = [];

    /// <summary>Type of an array's elements; null for what is no array.</summary>
    public PayloadType? Element { get; private init; }

    /// <summary>An integer.</summary>
    /// <param name="isSigned">Whether it has a sign.</param>
    /// <param name="bits">Its size where it comes from: 1 to 64.</param>
    /// <param name="numberBase">Base that people want to see it in.</param>
    /// <param name="labels">Names of its values.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such size or base.</exception>
    public static PayloadType Integer(bool isSigned, int bits, int numberBase = 10, IReadOnlyList<PayloadLabel>? labels = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 64);
        if (numberBase is not (2 or 8 or 10 or 16))
            throw new ArgumentOutOfRangeException(nameof(numberBase), numberBase, "A base is 2, 8, 10 or 16.");
        int size = bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
        return new PayloadType(isSigned ? PayloadKind.Signed : PayloadKind.Unsigned, size, []) { Base = numberBase, Labels = labels ?? [] };
    }

    /// <summary>Fields of their own.</summary>
    /// <exception cref="ArgumentException">Too many levels, or two fields of one name.</exception>
    public static PayloadType Struct(IReadOnlyList<PayloadField> fields)
    {
        RequireNames(fields);
        return new PayloadType(PayloadKind.Struct, 0, fields.Select(field => field.Type)) { Fields = fields };
    }

    /// <summary>One of several types.</summary>
    /// <exception cref="ArgumentException">Too many levels.</exception>
    public static PayloadType Choice(IReadOnlyList<PayloadField> options) =>
        new(PayloadKind.Choice, 0, options.Select(option => option.Type)) { Fields = options };

    /// <summary>Any number of elements.</summary>
    /// <exception cref="ArgumentException">Too many levels.</exception>
    public static PayloadType Array(PayloadType element) => new(PayloadKind.Array, 0, [element]) { Element = element };

    /// <summary>Refuses fields whose names differ in nothing, or only in their case.</summary>
    internal static void RequireNames(IReadOnlyList<PayloadField> fields)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields)
        {
            if (!names.Add(field.Name))
                throw new ArgumentException($"There are two fields '{field.Name}'.", nameof(fields));
        }
    }

    /// <summary>The name of an integer's value; null where it has none.</summary>
    /// <param name="value">The value; a signed one's bits.</param>
    public string? LabelOf(ulong value)
    {
        foreach (var label in Labels)
        {
            bool holds = Kind == PayloadKind.Signed
                ? (long)value >= (long)label.First && (long)value <= (long)label.Last
                : value >= label.First && value <= label.Last;
            if (holds)
                return label.Label;
        }

        return null;
    }

    /// <summary>As a text: <c>int32</c>, <c>text</c>, <c>uint8[]</c>, <c>{ int32 id, text path }</c>.</summary>
    public override string ToString() => Kind switch
    {
        PayloadKind.Signed => string.Create(CultureInfo.InvariantCulture, $"int{8 * Size}"),
        PayloadKind.Unsigned => string.Create(CultureInfo.InvariantCulture, $"uint{8 * Size}"),
        PayloadKind.Double => "double",
        PayloadKind.Text => "text",
        PayloadKind.Bytes => "bytes",
        PayloadKind.Array => $"{Element}[]",
        PayloadKind.Struct => $"{{ {TextOf(Fields)} }}",
        _ => $"one of {{ {TextOf(Fields)} }}",
    };

    /// <summary>Fields as a text: <c>int32 id, text path</c>.</summary>
    internal static string TextOf(IReadOnlyList<PayloadField> fields) => string.Join(", ", fields.Select(field => $"{field.Type} {field.Name}"));
}
