using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.Tracepoints.Formats;

/// <summary>
/// Packs a tracepoint's record into a payload. Allocates nothing, and believes no place and no
/// length in the record: what does not lie within it is not decoded.
/// </summary>
internal sealed class TracepointDecoder
{
    private readonly Step[] _steps;

    private TracepointDecoder(Step[] steps) => _steps = steps;

    /// <summary>Makes a decoder.</summary>
    /// <param name="schema">What it packs into. An integer may be larger there than it is in the record.</param>
    /// <param name="fields">For each of the schema's fields where it is in the record.</param>
    /// <exception cref="ArgumentException">The fields are of other kinds than the schema's.</exception>
    public static TracepointDecoder Of(PayloadSchema schema, IReadOnlyList<TracepointField> fields)
    {
        if (fields.Count != schema.Fields.Count)
            throw new ArgumentException($"{schema.Name} has {schema.Fields.Count} fields, its record {fields.Count}.", nameof(fields));
        var steps = new Step[fields.Count];
        for (int i = 0; i < steps.Length; i++)
        {
            var type = schema.Fields[i].Type;
            bool fits = fields[i].Kind switch
            {
                TracepointFieldKind.Integer => type.Kind is PayloadKind.Unsigned or PayloadKind.Signed && type.Size >= fields[i].ElementSize,
                TracepointFieldKind.Integers => type.Kind == PayloadKind.Array && type.Element!.Size == fields[i].ElementSize,
                TracepointFieldKind.Text => type.Kind == PayloadKind.Text,
                _ => type.Kind == PayloadKind.Bytes,
            };
            if (!fits)
                throw new ArgumentException($"{schema.Name}: the field {schema.Fields[i].Name} is {type.Kind}, in the record {fields[i].Kind} of {fields[i].ElementSize} bytes.", nameof(fields));
            steps[i] = new Step(fields[i], Math.Max(type.Size, 1));
        }

        return new TracepointDecoder(steps);
    }

    /// <summary>Packs a record.</summary>
    /// <param name="record">The record, from its common fields on.</param>
    /// <param name="writer">Where it goes; begun anew.</param>
    /// <returns>False where the record is not of this format; what the writer has is to be dropped then.</returns>
    public bool TryDecode(ReadOnlySpan<byte> record, PayloadWriter writer)
    {
        writer.Reset();
        foreach (ref readonly var step in _steps.AsSpan())
        {
            var field = step.Field;
            if (!TryFind(record, field, out var bytes))
                return false;
            switch (field.Kind)
            {
                case TracepointFieldKind.Integer:
                    writer.Integer(step.Size, Integer(bytes, field));
                    break;
                case TracepointFieldKind.Text:
                    int end = bytes.IndexOf((byte)0);
                    writer.Bytes(end < 0 ? bytes : bytes[..end]);
                    break;
                case TracepointFieldKind.Integers:
                    int count = bytes.Length / field.ElementSize;
                    writer.Number((ulong)count);
                    for (int i = 0; i < count; i++)
                        writer.Integer(field.ElementSize, Integer(bytes[(i * field.ElementSize)..], field));
                    break;
                default:
                    writer.Bytes(bytes);
                    break;
            }
        }

        return !writer.HasOverflowed;
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
    private static ulong Integer(ReadOnlySpan<byte> bytes, TracepointField field)
    {
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        return (field.ElementSize, field.IsSigned) switch
        {
            (1, false) => first,
            (1, true) => (ulong)(sbyte)first,
            (2, false) => Unsafe.ReadUnaligned<ushort>(ref first),
            (2, true) => (ulong)Unsafe.ReadUnaligned<short>(ref first),
            (4, false) => Unsafe.ReadUnaligned<uint>(ref first),
            (4, true) => (ulong)Unsafe.ReadUnaligned<int>(ref first),
            _ => Unsafe.ReadUnaligned<ulong>(ref first),
        };
    }

    /// <summary>A field of the record, and the bytes that an integer takes in the payload.</summary>
    private readonly record struct Step(TracepointField Field, int Size);
}
