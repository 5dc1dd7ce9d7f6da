using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OProf.Capture.Sync.Payloads;

/// <summary>
/// Packs the fields of a payload into words, one field after the other in the schema's order: an integer or floating point
/// number as its bytes, least significant first; a text, bytes or array after its length; a choice after its option's
/// number. Lengths and numbers are in 7 bits a byte, lowest first, the top bit saying that another follows. The words'
/// bytes are in the same order, and what is left of the last word is 0.
/// </summary>
/// <remarks>It keeps its room from payload to payload, and never takes more than a record of the stream may have.</remarks>
public sealed class PayloadWriter
{
    /// <summary>Most bytes of a payload: what a record of the event buffer holds besides the switches before it.</summary>
    public const int MaxBytes = (EventBuffer.MaxRecordWords - 64) * sizeof(ulong);

    private ulong[] _words = new ulong[64];
    private int _length;

    /// <summary>Whether the payload did not fit; then it is to be dropped.</summary>
    public bool HasOverflowed { get; private set; }

    /// <summary>The payload. Good until the next <see cref="Reset"/>.</summary>
    public ReadOnlySpan<ulong> Words
    {
        get
        {
            int words = (_length + sizeof(ulong) - 1) / sizeof(ulong);
            var bytes = MemoryMarshal.AsBytes(_words.AsSpan(0, words));
            bytes[_length..].Clear();
            if (!BitConverter.IsLittleEndian)
                BinaryPrimitives.ReverseEndianness(_words.AsSpan(0, words), _words.AsSpan(0, words));
            return _words.AsSpan(0, words);
        }
    }

    /// <summary>Begins a payload.</summary>
    public void Reset()
    {
        _length = 0;
        HasOverflowed = false;
    }

    /// <summary>Adds an integer.</summary>
    /// <param name="size">Its <see cref="PayloadType.Size"/>.</param>
    /// <param name="value">Its value; of a signed one the bits.</param>
    public void Integer(int size, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Put(bytes[..size]);
    }

    /// <summary>Adds a floating point number.</summary>
    public void Double(double value) => Integer(sizeof(double), BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Adds a text as UTF-8, or bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Number((ulong)bytes.Length);
        Put(bytes);
    }

    /// <summary>Adds the number of elements of an array, which follow; or of a choice's option, whose value follows.</summary>
    public void Number(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        int n = 0;
        for (; value > 0x7F; value >>= 7)
            bytes[n++] = (byte)(value | 0x80);
        bytes[n++] = (byte)value;
        Put(bytes[..n]);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        if (HasOverflowed || bytes.Length > MaxBytes - _length)
        {
            HasOverflowed = true;
            return;
        }

        int words = (_length + bytes.Length + sizeof(ulong) - 1) / sizeof(ulong);
        if (words > _words.Length)
            System.Array.Resize(ref _words, Math.Max(words, _words.Length * 2));
        bytes.CopyTo(MemoryMarshal.AsBytes(_words.AsSpan())[_length..]);
        _length += bytes.Length;
    }
}
