using System.Text;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Fields;

/// <summary>The value of a field in a hit, where it lies.</summary>
internal readonly ref struct FieldValue
{
    public FieldValue(PayloadType type, ulong bits, ReadOnlySpan<byte> bytes)
    {
        Type = type;
        Bits = bits;
        Bytes = bytes;
    }

    public PayloadType Type { get; }

    /// <summary>Bits of a number; those of a signed one are extended to 64.</summary>
    public ulong Bits { get; }

    /// <summary>A text as UTF-8, or bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public bool IsNumber => Type.Kind is PayloadKind.Signed or PayloadKind.Unsigned or PayloadKind.Double;

    /// <summary>A number, as near as a floating point number can say it.</summary>
    public double Number => Type.Kind switch
    {
        PayloadKind.Signed => (long)Bits,
        PayloadKind.Double => BitConverter.UInt64BitsToDouble(Bits),
        _ => Bits,
    };

    /// <summary>The value as users see it.</summary>
    public object ToObject() => Type.Kind switch
    {
        PayloadKind.Text => Encoding.UTF8.GetString(Bytes),
        PayloadKind.Bytes => Convert.ToHexString(Bytes),
        PayloadKind.Double => Number,
        PayloadKind.Signed => Type.LabelOf(Bits) ?? (object)(long)Bits,
        _ => Type.LabelOf(Bits) ?? (object)Bits,
    };
}
