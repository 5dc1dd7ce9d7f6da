using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.Tracepoints.Formats;

/// <summary>
/// Packs a tracepoint's record into a payload of its <see cref="Schema"/>. Allocates nothing, and believes no place and no
/// length in the record: what does not lie within it is not decoded.
/// </summary>
internal sealed class TracepointDecoder
{
    private readonly TracepointField[] _fields;

    private TracepointDecoder(PayloadSchema schema, TracepointField[] fields)
    {
        Schema = schema;
        _fields = fields;
    }

    /// <summary>What it packs into.</summary>
    public PayloadSchema Schema { get; }

    /// <summary>Makes the decoder of a tracepoint.</summary>
    /// <param name="name">The schema's name.</param>
    /// <param name="format">The tracepoint's format.</param>
    public static TracepointDecoder Of(string name, TracepointFormat format)
    {
        var print = new PrintFormat(format.PrintFormat);
        var fields = new List<PayloadField>(format.Fields.Count);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in format.Fields)
        {
            // In C the case of a name counts, and here it does not.
            string unique = field.Name;
            for (int i = 2; !names.Add(unique); i++)
                unique = FormattableString.Invariant($"{field.Name}_{i}");
            fields.Add(new PayloadField(unique, TypeOf(field, print)));
        }

        return new TracepointDecoder(new PayloadSchema(name, "kernel", fields), [.. format.Fields]);
    }

    /// <summary>Packs a record.</summary>
    /// <param name="record">The record, from its common fields on.</param>
    /// <param name="writer">Where it goes; begun anew.</param>
    /// <returns>False where the record is not of this format; what the writer has is to be dropped then.</returns>
    public bool TryDecode(ReadOnlySpan<byte> record, PayloadWriter writer)
    {
        writer.Reset();
        foreach (var field in _fields)
        {
            if (!TryFind(record, field, out var bytes))
                return false;
            switch (field.Kind)
            {
                case TracepointFieldKind.Integer:
                    writer.Integer(field.ElementSize, Integer(bytes, field.ElementSize));
                    break;
                case TracepointFieldKind.Text:
                    int end = bytes.IndexOf((byte)0);
                    writer.Bytes(end < 0 ? bytes : bytes[..end]);
                    break;
                case TracepointFieldKind.Integers:
                    int count = bytes.Length / field.ElementSize;
                    writer.Number((ulong)count);
                    for (int i = 0; i < count; i++)
                        writer.Integer(field.ElementSize, Integer(bytes[(i * field.ElementSize)..], field.ElementSize));
                    break;
                default:
                    writer.Bytes(bytes);
                    break;
            }
        }

        return !writer.HasOverflowed;
    }

    private static PayloadType TypeOf(TracepointField field, PrintFormat print)
    {
        int numberBase = field.IsPointer ? 16 : print.BaseOf(field.Name);
        return field.Kind switch
        {
            TracepointFieldKind.Integer => PayloadType.Integer(field.IsSigned, 8 * field.ElementSize, numberBase, print.LabelsOf(field.Name)),
            TracepointFieldKind.Integers => PayloadType.Array(PayloadType.Integer(field.IsSigned, 8 * field.ElementSize, numberBase)),
            TracepointFieldKind.Text => PayloadType.Text,
            _ => PayloadType.Bytes,
        };
    }

    private static bool TryFind(ReadOnlySpan<byte> record, TracepointField field, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (field.Offset > record.Length || field.Size > record.Length - field.Offset)
            return false;
        if (field.Place is TracepointFieldPlace.Inline or TracepointFieldPlace.Rest)
        {
            bytes = field.Place == TracepointFieldPlace.Inline ? record.Slice(field.Offset, field.Size) : record[field.Offset..];
            return true;
        }

        uint location = Unsafe.ReadUnaligned<uint>(ref MemoryMarshal.GetReference(record[field.Offset..]));
        int start = (int)(location & 0xFFFF) + (field.Place == TracepointFieldPlace.RelativeLocation ? field.Offset + field.Size : 0);
        int length = (int)(location >> 16);
        if (start > record.Length || length > record.Length - start)
            return false;
        bytes = record.Slice(start, length);
        return true;
    }

    // The kernel writes numbers as its processor has them, and it is the same one that reads them.
    private static ulong Integer(ReadOnlySpan<byte> bytes, int size)
    {
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        return size switch
        {
            1 => first,
            2 => Unsafe.ReadUnaligned<ushort>(ref first),
            4 => Unsafe.ReadUnaligned<uint>(ref first),
            _ => Unsafe.ReadUnaligned<ulong>(ref first),
        };
    }
}
