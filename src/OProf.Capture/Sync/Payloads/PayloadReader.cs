using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace OProf.Capture.Sync.Payloads;

/// <summary>
/// Unpacks what a <see cref="PayloadWriter"/> packed. Trusts nothing but the schema: each length is checked against what is
/// left, and the number of values is bounded by the number of bytes, so that elements which take none cannot be many.
/// </summary>
public ref struct PayloadReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private int _valuesLeft;

    private PayloadReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _valuesLeft = bytes.Length + 65_536;
    }

    /// <summary>Unpacks a payload.</summary>
    /// <param name="schema">Its schema.</param>
    /// <param name="words">Its words.</param>
    /// <returns>
    /// The fields: a <see cref="ulong"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, array of bytes,
    /// <see cref="LabeledValue"/>, <see cref="PayloadRecord"/>, or array of these.
    /// </returns>
    /// <exception cref="InvalidDataException">The words are no payload of the schema.</exception>
    public static PayloadRecord Read(PayloadSchema schema, ReadOnlySpan<ulong> words)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (!BitConverter.IsLittleEndian)
        {
            ulong[] reversed = new ulong[words.Length];
            BinaryPrimitives.ReverseEndianness(words, reversed);
            words = reversed;
        }

        var reader = new PayloadReader(MemoryMarshal.AsBytes(words));
        return reader.Record(schema.Fields);
    }

    private PayloadRecord Record(IReadOnlyList<PayloadField> fields)
    {
        var record = new PayloadRecord();
        foreach (var field in fields)
            record.Put(field.Name, Value(field.Type), field.Type);
        return record;
    }

    private object Value(PayloadType type)
    {
        if (--_valuesLeft < 0)
            throw new InvalidDataException("A payload says it has more values than it can have.");
        switch (type.Kind)
        {
            case PayloadKind.Unsigned or PayloadKind.Signed:
                ulong number = Integer(type.Size, type.Kind == PayloadKind.Signed);
                object value = type.Kind == PayloadKind.Signed ? (long)number : number;
                return type.Labels.Count == 0 ? value : new LabeledValue(type.LabelOf(number), value);
            case PayloadKind.Double:
                return BitConverter.UInt64BitsToDouble(Integer(sizeof(double), false));
            case PayloadKind.Text:
                return Encoding.UTF8.GetString(Take(Length()));
            case PayloadKind.Bytes:
                return Take(Length()).ToArray();
            case PayloadKind.Struct:
                return Record(type.Fields);
            case PayloadKind.Choice:
                ulong option = Number();
                return option < (ulong)type.Fields.Count
                    ? Value(type.Fields[(int)option].Type)
                    : throw new InvalidDataException($"A payload takes option {option} of {type.Fields.Count}.");
            default:
                return Elements(type.Element!);
        }
    }

    private object[] Elements(PayloadType element)
    {
        ulong count = Number();
        if (count > (ulong)_valuesLeft)
            throw new InvalidDataException($"A payload says it has an array of {count} elements.");
        var elements = new object[count];
        for (int i = 0; i < elements.Length; i++)
            elements[i] = Value(element);
        return elements;
    }

    private ulong Integer(int size, bool isSigned)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        Take((uint)size).CopyTo(bytes);
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        int unused = 64 - (8 * size);
        return isSigned ? (ulong)((long)(value << unused) >> unused) : value;
    }

    private ulong Length() => Number();

    private ulong Number()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw new InvalidDataException("A payload has a number of more than 64 bits.");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)(_bytes.Length - _at))
            throw new InvalidDataException($"A payload needs {length} bytes more; there are {_bytes.Length - _at}.");
        var taken = _bytes.Slice(_at, (int)length);
        _at += (int)length;
        return taken;
    }
}
