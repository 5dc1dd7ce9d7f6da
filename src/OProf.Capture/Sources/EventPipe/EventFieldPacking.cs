using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>Packs the values that TraceEvent gives by the types that the fields have.</summary>
internal static class EventFieldPacking
{
    /// <summary>Adds a value.</summary>
    /// <returns>False where the value is not of the type.</returns>
    public static bool TryPack(PayloadWriter writer, PayloadType type, object? value)
    {
        switch (type.Kind)
        {
            case PayloadKind.Unsigned or PayloadKind.Signed:
                if (value is null || SizeOf(value) != type.Size || IsSigned(value) != (type.Kind == PayloadKind.Signed))
                    return false;
                writer.Integer(type.Size, Bits(value));
                return true;
            case PayloadKind.Double:
                if (value is not (double or float))
                    return false;
                writer.Double(value is double number ? number : (float)value);
                return true;
            case PayloadKind.Bytes:
                if (value is byte[] bytes)
                    writer.Bytes(bytes);
                return value is byte[];
            case PayloadKind.Text:
                if (value is Array or IDictionary<string, object>)
                    return false;
                Text(writer, TextOf(value));
                return true;
            case PayloadKind.Struct:
                return value is IDictionary<string, object> fields && TryPack(writer, type.Fields, type.Fields.Count, fields);
            default:
                return value is Array elements and not byte[] && TryPack(writer, type.Element!, elements);
        }
    }

    /// <summary>Adds the values of the first fields, which have to have these names.</summary>
    /// <returns>False where they have others, or a value is not of its type.</returns>
    public static bool TryPack(PayloadWriter writer, IReadOnlyList<PayloadField> fields, int count, IDictionary<string, object> values)
    {
        if (values.Count != count)
            return false;
        int i = 0;
        foreach (var (name, value) in values)
        {
            var field = fields[i++];
            if (!field.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase) || !TryPack(writer, field.Type, value))
                return false;
        }

        return true;
    }

    /// <summary>Adds a text.</summary>
    public static void Text(PayloadWriter writer, string text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = most > 512 ? System.Buffers.ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> bytes = rented ?? stackalloc byte[512];
        writer.Bytes(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        if (rented is not null)
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>The bits of an integer, a truth value or an enumeration; of a signed one all 64.</summary>
    public static ulong Bits(object value) => value switch
    {
        bool truth => truth ? 1u : 0u,
        sbyte number => (ulong)number,
        short number => (ulong)number,
        int number => (ulong)number,
        long number => (ulong)number,
        byte number => number,
        ushort number => number,
        uint number => number,
        ulong number => number,
        nint address => (nuint)address,
        nuint address => address,
        _ => Bits(Convert.ChangeType(value, Enum.GetUnderlyingType(value.GetType()), CultureInfo.InvariantCulture)),
    };

    private static bool TryPack(PayloadWriter writer, PayloadType element, Array elements)
    {
        writer.Number((ulong)elements.Length);

        // The usual one, without a box for each element.
        if (elements is long[] longs && element is { Kind: PayloadKind.Signed, Size: 8 })
        {
            foreach (long number in longs)
                writer.Integer(8, (ulong)number);
            return true;
        }

        foreach (object? value in elements)
        {
            if (!TryPack(writer, element, value))
                return false;
        }

        return true;
    }

    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => text,
        DateTime time => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static int SizeOf(object value) => value switch
    {
        bool or sbyte or byte => 1,
        short or ushort => 2,
        int or uint => 4,
        long or ulong or nint or nuint => 8,
        Enum => Marshal.SizeOf(Enum.GetUnderlyingType(value.GetType())),
        _ => 0,
    };

    private static bool IsSigned(object value) => value switch
    {
        Enum => Enum.GetUnderlyingType(value.GetType()) is var type && (type == typeof(sbyte) || type == typeof(short) || type == typeof(int) || type == typeof(long)),
        _ => value is sbyte or short or int or long,
    };
}
