using System.Runtime.InteropServices;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Fields;

/// <summary>Reads one field out of packed payloads of a schema, without unpacking the others.</summary>
/// <remarks>
/// Fields of a fixed size in front are one step; a text, bytes or array in front is stepped over by its length. Nothing but
/// the schema is trusted.
/// </remarks>
internal sealed class FieldAccess
{
    private readonly List<PayloadType> _before = [];

    private FieldAccess(PayloadSchema schema) => Schema = schema;

    /// <summary>Whose payloads it reads.</summary>
    public PayloadSchema Schema { get; }

    /// <summary>The field's type.</summary>
    public PayloadType Type { get; private set; } = PayloadType.Text;

    /// <summary>Finds a field.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="name">The field's name, whose case does not count; <c>outer.inner</c> for a field of a struct.</param>
    /// <returns>Null where there is none, or it is a struct, array or choice.</returns>
    public static FieldAccess? TryFind(PayloadSchema schema, string name)
    {
        var access = new FieldAccess(schema);
        return access.TryReach(schema.Fields, name) ? access : null;
    }

    /// <summary>Reads the field; false where the payload is none of the schema.</summary>
    public bool TryRead(ReadOnlySpan<ulong> words, out FieldValue value)
    {
        value = default;
        var left = MemoryMarshal.AsBytes(words);
        int budget = left.Length + 1024;
        foreach (var type in _before)
        {
            if (!TrySkip(type, ref left, ref budget))
                return false;
        }

        if (Type.Size > 0)
        {
            if (left.Length < Type.Size)
                return false;
            value = new FieldValue(Type, IntegerOf(left[..Type.Size], Type.Kind == PayloadKind.Signed), default);
            return true;
        }

        if (!TryTake(ref left, out ulong length) || length > (ulong)left.Length)
            return false;
        value = new FieldValue(Type, 0, left[..(int)length]);
        return true;
    }

    private static ulong IntegerOf(ReadOnlySpan<byte> bytes, bool isSigned)
    {
        ulong value = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
            value = (value << 8) | bytes[i];
        int unused = 64 - (8 * bytes.Length);
        return isSigned ? (ulong)((long)(value << unused) >> unused) : value;
    }

    private static bool TrySkip(PayloadType type, ref ReadOnlySpan<byte> left, ref int budget)
    {
        if (--budget < 0)
            return false;
        if (type.Size > 0)
            return TryDrop(ref left, (ulong)type.Size);
        switch (type.Kind)
        {
            case PayloadKind.Struct:
                foreach (var field in type.Fields)
                {
                    if (!TrySkip(field.Type, ref left, ref budget))
                        return false;
                }

                return true;
            case PayloadKind.Choice:
                return TryTake(ref left, out ulong option) && option < (ulong)type.Fields.Count
                    && TrySkip(type.Fields[(int)option].Type, ref left, ref budget);
            case PayloadKind.Array:
                if (!TryTake(ref left, out ulong count) || count > (ulong)budget)
                    return false;
                for (ulong i = 0; i < count; i++)
                {
                    if (!TrySkip(type.Element!, ref left, ref budget))
                        return false;
                }

                return true;
            default:
                return TryTake(ref left, out ulong length) && TryDrop(ref left, length);
        }
    }

    private static bool TryDrop(ref ReadOnlySpan<byte> left, ulong length)
    {
        if (length > (ulong)left.Length)
            return false;
        left = left[(int)length..];
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> left, out ulong number)
    {
        number = 0;
        for (int i = 0; i < left.Length && i < 10; i++)
        {
            number |= (ulong)(left[i] & 0x7F) << (7 * i);
            if (left[i] < 0x80)
            {
                left = left[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    private bool TryReach(IReadOnlyList<PayloadField> fields, string name)
    {
        foreach (var field in fields)
        {
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                Type = field.Type;
                return Type.Kind is not (PayloadKind.Struct or PayloadKind.Array or PayloadKind.Choice);
            }

            if (field.Type.Kind == PayloadKind.Struct && name.StartsWith(field.Name + ".", StringComparison.OrdinalIgnoreCase))
                return TryReach(field.Type.Fields, name[(field.Name.Length + 1)..]);
            _before.Add(field.Type);
        }

        return false;
    }
}
