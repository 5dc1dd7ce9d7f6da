using System.Buffers.Binary;

namespace OProf.Analysis.Formats.PerfData.Files;

/// <summary>Some bytes of a file, read as fields of its byte order. For headers; records have a reader without the test.</summary>
/// <remarks>What lies beyond the end reads as zero: fields that an older version did not have.</remarks>
internal readonly ref struct PerfBytes(ReadOnlySpan<byte> bytes, bool isBigEndian)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Whether numbers begin with their highest byte.</summary>
    public bool IsBigEndian { get; } = isBigEndian;

    /// <summary>Number of bytes.</summary>
    public int Length => _bytes.Length;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public ushort UInt16(int at) => at < 0 || at > _bytes.Length - sizeof(ushort) ? (ushort)0
        : IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(_bytes[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(_bytes[at..]);

    public uint UInt32(int at) => at < 0 || at > _bytes.Length - sizeof(uint) ? 0
        : IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(_bytes[at..]);

    public ulong UInt64(int at) => at < 0 || at > _bytes.Length - sizeof(ulong) ? 0
        : IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(_bytes[at..]) : BinaryPrimitives.ReadUInt64LittleEndian(_bytes[at..]);

    /// <summary>A part; cut at the end.</summary>
    public PerfBytes Slice(int at, int length = int.MaxValue)
    {
        at = Math.Clamp(at, 0, _bytes.Length);
        return new PerfBytes(_bytes.Slice(at, Math.Clamp(length, 0, _bytes.Length - at)), IsBigEndian);
    }

    /// <summary>The text up to the first NUL, or the end.</summary>
    public string Text()
    {
        int end = _bytes.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(end < 0 ? _bytes : _bytes[..end]);
    }
}
