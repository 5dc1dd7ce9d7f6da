using System.Buffers.Binary;
using System.Text;

namespace OProf.Analysis.Formats.PerfData.Writing;

/// <summary>
/// Records on their way to a file, little-endian. A record is begun, gets its fields one behind the other, and is ended, which
/// puts its length into its header (struct perf_event_header: type, misc, size).
/// </summary>
/// <param name="stream">Where they go.</param>
internal sealed class RecordBuffer(Stream stream)
{
    /// <summary>Most bytes of a record: its length has 16 bits, and it ends at a multiple of 8.</summary>
    public const int MaxRecord = ushort.MaxValue & ~7;

    private const int HeaderSize = 8;
    private const int Room = 1 << 20;

    private readonly byte[] _bytes = new byte[Room];
    private int _record;
    private int _at;

    /// <summary>Bytes of all records so far.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes of the record that has been begun.</summary>
    public int RecordLength => _at - _record;

    /// <summary>Begins a record.</summary>
    public void Begin(uint type, ushort misc)
    {
        if (_at > Room - MaxRecord)
            Flush();
        _record = _at;
        Add(type);
        Add((uint)misc);
    }

    /// <summary>Appends a field.</summary>
    public void Add(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_at), value);
        _at += sizeof(uint);
    }

    /// <summary>Appends a field.</summary>
    public void Add(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(_at), value);
        _at += sizeof(ulong);
    }

    /// <summary>Appends bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_at));
        _at += bytes.Length;
    }

    /// <summary>Appends a text with its NUL, and zeros up to the next multiple of 8. What is longer than 4095 bytes is cut there.</summary>
    public void AddText(string text)
    {
        const int Longest = 4095;
        var room = _bytes.AsSpan(_at, Longest + 8);
        room.Clear();
        Encoding.UTF8.GetEncoder().Convert(text, room[..Longest], flush: true, out _, out int used, out _);
        _at += (used + 8) & ~7;
    }

    /// <summary>Ends the record.</summary>
    public void End()
    {
        int length = _at - _record;
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_record + 6), (ushort)length);
        Length += length;
    }

    /// <summary>A record of its header alone.</summary>
    public void AddEmpty(uint type)
    {
        Begin(type, 0);
        End();
    }

    /// <summary>Gives what is here to the stream. Not within a record.</summary>
    public void Flush()
    {
        stream.Write(_bytes, 0, _at);
        _at = 0;
        _record = 0;
    }

    /// <summary>Number of words that still fit into a record, when there has to be room behind them.</summary>
    /// <param name="behind">Bytes behind them.</param>
    public int WordsLeft(int behind) => (MaxRecord - RecordLength - behind) / sizeof(ulong);

    /// <summary>Bytes of a record's header.</summary>
    public static int Header => HeaderSize;
}
