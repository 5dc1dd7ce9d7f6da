using System.Globalization;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>What type a field of a payload has, from the values that TraceEvent gives for it.</summary>
internal static class EventFieldTypes
{
    // An enumeration of more has no names here.
    private const int MaxLabels = 256;

    // EventSource allows no deeper ones; this bounds the recursion whatever comes.
    private const int MaxDepth = 16;

    private static readonly PayloadType s_boolean = PayloadType.Integer(false, 8, labels: [new("False", 0, 0), new("True", 1, 1)]);
    private static readonly PayloadType s_address = PayloadType.Integer(false, 64, 16);
    private static readonly Dictionary<Type, PayloadType> s_integers = new()
    {
        [typeof(sbyte)] = PayloadType.Integer(true, 8),
        [typeof(short)] = PayloadType.Integer(true, 16),
        [typeof(int)] = PayloadType.Integer(true, 32),
        [typeof(long)] = PayloadType.Integer(true, 64),
        [typeof(byte)] = PayloadType.Integer(false, 8),
        [typeof(ushort)] = PayloadType.Integer(false, 16),
        [typeof(uint)] = PayloadType.Integer(false, 32),
        [typeof(ulong)] = PayloadType.Integer(false, 64),
    };

    /// <summary>The fields of some names and values; a name that came before gets a number behind it.</summary>
    public static List<PayloadField> Fields(IEnumerable<KeyValuePair<string, object?>> values, int depth = 0)
    {
        var fields = new List<PayloadField>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in values)
        {
            string unique = name.Length > 0 ? name : "Field";
            for (int n = 2; !names.Add(unique); n++)
                unique = string.Create(CultureInfo.InvariantCulture, $"{(name.Length > 0 ? name : "Field")}{n}");
            fields.Add(new PayloadField(unique, Of(value, depth)));
        }

        return fields;
    }

    /// <summary>The type of a value.</summary>
    public static PayloadType Of(object? value, int depth = 0) => value switch
    {
        null or string => PayloadType.Text,
        byte[] => PayloadType.Bytes,
        IDictionary<string, object> fields when depth < MaxDepth => PayloadType.Struct(Fields(fields!, depth + 1)),
        Array elements when depth < MaxDepth => PayloadType.Array(ElementOf(elements, depth + 1)),
        _ => OfScalar(value.GetType()),
    };

    private static PayloadType ElementOf(Array elements, int depth) =>
        elements.Length > 0 ? Of(elements.GetValue(0), depth) : OfScalar(elements.GetType().GetElementType()!);

    private static PayloadType OfScalar(Type type)
    {
        if (s_integers.TryGetValue(type, out var integer))
            return integer;
        if (type == typeof(bool))
            return s_boolean;
        if (type == typeof(float) || type == typeof(double))
            return PayloadType.Double;
        if (type == typeof(nint) || type == typeof(nuint))
            return s_address;
        return type.IsEnum ? OfEnum(type) : PayloadType.Text;
    }

    private static PayloadType OfEnum(Type type)
    {
        var number = s_integers[Enum.GetUnderlyingType(type)];
        var values = Enum.GetValuesAsUnderlyingType(type).Cast<object>().ToList();
        string[] names = Enum.GetNames(type);
        return PayloadType.Integer(
            number.Kind == PayloadKind.Signed, 8 * number.Size,
            labels: names.Length > MaxLabels ? [] : [.. names.Select((name, i) => Label(name, EventFieldPacking.Bits(values[i])))]);
    }

    private static PayloadLabel Label(string name, ulong value) => new(name, value, value);
}
