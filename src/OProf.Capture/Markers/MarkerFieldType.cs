using System.Runtime.CompilerServices;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers;

/// <summary>What the types that a marker's field can have are in a payload.</summary>
internal static class MarkerFieldType
{
    /// <summary>The payload's type.</summary>
    /// <exception cref="NotSupportedException">A field cannot have this type.</exception>
    public static PayloadType Of(Type type)
    {
        if (type == typeof(string))
            return PayloadType.Text;
        if (type == typeof(ReadOnlyMemory<byte>))
            return PayloadType.Bytes;
        if (type.IsEnum)
            return Integer(Enum.GetUnderlyingType(type), LabelsOf(type));
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => PayloadType.Integer(false, 8, 10, [new PayloadLabel("False", 0, 0), new PayloadLabel("True", 1, 1)]),
            TypeCode.Single or TypeCode.Double => PayloadType.Double,
            TypeCode.Decimal or TypeCode.DateTime => throw NotSupported(type),
            TypeCode.Object when type == typeof(nint) => PayloadType.Integer(true, 8 * nint.Size),
            TypeCode.Object when type == typeof(nuint) => PayloadType.Integer(false, 8 * nint.Size, 16),
            TypeCode.Object when type.IsValueType && !ContainsReferences(type) => PayloadType.Bytes,
            TypeCode.Object or TypeCode.Empty or TypeCode.DBNull => throw NotSupported(type),
            _ => Integer(type, []),
        };
    }

    /// <summary>The format that a marker's type stands for; without names, which a type does not say.</summary>
    public static string FormatOf(Type marker) => string.Join(", ", marker.GetGenericArguments().Select(NameOf));

    private static string NameOf(Type type) =>
        MarkerFormat.Of(new PayloadSchema("", null, [new PayloadField("", Of(type))])).TrimEnd();

    private static PayloadType Integer(Type type, IReadOnlyList<PayloadLabel> labels)
    {
        var (isSigned, bits) = Type.GetTypeCode(type) switch
        {
            TypeCode.SByte => (true, 8),
            TypeCode.Byte => (false, 8),
            TypeCode.Int16 => (true, 16),
            TypeCode.UInt16 or TypeCode.Char => (false, 16),
            TypeCode.Int32 => (true, 32),
            TypeCode.UInt32 => (false, 32),
            TypeCode.Int64 => (true, 64),
            TypeCode.UInt64 => (false, 64),
            _ => throw NotSupported(type),
        };
        return PayloadType.Integer(isSigned, bits, 10, labels);
    }

    private static List<PayloadLabel> LabelsOf(Type type)
    {
        var labels = new List<PayloadLabel>();
        foreach (object value in Enum.GetValues(type))
        {
            ulong bits = Enum.GetUnderlyingType(type) == typeof(ulong)
                ? Convert.ToUInt64(value, null)
                : (ulong)Convert.ToInt64(value, null);
            labels.Add(new PayloadLabel(value.ToString()!, bits, bits));
        }

        return labels;
    }

    private static bool ContainsReferences(Type type) =>
        (bool)typeof(RuntimeHelpers).GetMethod(nameof(RuntimeHelpers.IsReferenceOrContainsReferences))!.MakeGenericMethod(type).Invoke(null, null)!;

    private static NotSupportedException NotSupported(Type type) => new(
        $"A marker's field can't be of type {type}. It can be a number, bool, char, enum, string, ReadOnlyMemory<byte>, or an unmanaged structure.");
}
