using System.Diagnostics.CodeAnalysis;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>Reads the outermost fields of a message from a file: one field is in memory at a time.</summary>
/// <param name="file">The file; is closed with this.</param>
internal sealed class ProtoStream(InflatedFile file) : IDisposable
{
    private const int BytesAtOnce = 1 << 16;
    private const int MaxField = 1 << 28;

    private byte[] _buffer = new byte[BytesAtOnce];
    private int _start;
    private int _end;
    private long _before;

    /// <summary>Which part of the file has been read: 0 to 1.</summary>
    internal double Part => file.Part;

    /// <summary>Offset of the next byte.</summary>
    internal long Offset => _before + _start;

    /// <summary>Reads a field.</summary>
    /// <param name="field">Its number.</param>
    /// <param name="number">Its value, of a number.</param>
    /// <param name="bytes">Its bytes, of all else; good until the next call.</param>
    /// <param name="offset">Where these begin.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="ProtoException">There is none.</exception>
    [SuppressMessage("Design", "CA1021:Avoid out parameters", Justification = "A span cannot be in a tuple.")]
    internal bool Read(out int field, out ulong number, out ReadOnlySpan<byte> bytes, out long offset)
    {
        bytes = default;
        number = 0;
        offset = Offset;
        field = 0;
        if (!Fill(1))
            return false;
        ulong tag = Varint();
        field = (int)Math.Min(tag >> 3, int.MaxValue);
        int length = 0;
        switch (tag & 7)
        {
            case 0:
                number = Varint();
                return true;
            case 1:
                length = 8;
                break;
            case 2:
                ulong said = Varint();
                if (said > MaxField)
                    throw new ProtoException(Offset, $"a field of at most {MaxField} bytes", $"one of {said}");
                length = (int)said;
                break;
            case 5:
                length = 4;
                break;
            default:
                throw new ProtoException(offset, "a field of wire type 0, 1, 2 or 5", $"type {tag & 7}");
        }

        if (!Fill(length))
            throw new ProtoException(_before + _end, $"{length} bytes of a field", $"the end after {_end - _start}");
        offset = Offset;
        bytes = _buffer.AsSpan(_start, length);
        _start += length;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (!Fill(1))
                throw new ProtoException(Offset, "a number", "the end");
            byte next = _buffer[_start++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new ProtoException(Offset, "a number of at most ten bytes", "a longer one");
    }

    // The buffer grows as bytes come, not as a length says that they will.
    private bool Fill(int count)
    {
        while (_end - _start < count)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                _before += _start;
                _end -= _start;
                _start = 0;
            }

            if (_end == _buffer.Length)
                Array.Resize(ref _buffer, _buffer.Length * 2);
            int read = file.Read(_buffer.AsSpan(_end));
            if (read == 0)
                return false;
            _end += read;
        }

        return true;
    }
}
