using System.Globalization;
using OProf.Analysis.Formats.PerfData.Compression;
using OProf.Analysis.Formats.PerfData.Files;

namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>The records of a file one after the other, compressed ones taken apart; what follows a record beside it is passed over.</summary>
/// <typeparam name="TOrder">The file's byte order.</typeparam>
internal sealed class RecordStream<TOrder> : IDisposable
    where TOrder : struct, IByteOrder
{
    private const int HeaderSize = 8;
    private const int AuxSize = 16;

    // Where the file does not say how much one compressed record may become: as much as a ring ever has.
    private const long DefaultInflated = 64L << 20;
    private const long MostInflated = 1L << 30;

    private readonly FileWindow _file;
    private readonly bool _inflates;
    private readonly long _mostInflated;
    private InflatedWindow? _inflated;
    private long _offset;

    /// <summary>Begins.</summary>
    /// <param name="source">The file.</param>
    /// <param name="inflates">Whether compressed records are taken apart; else they come as they are.</param>
    public RecordStream(PerfDataFile source, bool inflates = true)
    {
        _file = new FileWindow(source.File, source.Layout.DataStart, source.Layout.DataEnd);
        _inflates = inflates;
        _mostInflated = Math.Min(source.Contents.CompressedLength > 0 ? source.Contents.CompressedLength : DefaultInflated, MostInflated);
    }

    /// <summary>Offset in the file of what comes next.</summary>
    public long Offset => _file.Offset;

    /// <summary>Why there are no more records, where there should be; null where there is no reason.</summary>
    public RecordDamage? Damage { get; private set; }

    /// <summary>Bytes of AUX data that were passed over.</summary>
    public long AuxBytes { get; private set; }

    /// <summary>Reads the next record.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="record">The record, header included; valid until the next call.</param>
    /// <returns>False at the end, and where no record can be found any more: see <see cref="Damage"/>.</returns>
    /// <exception cref="DllNotFoundException">There are compressed records, and libzstd is not installed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool TryRead(out uint type, out ReadOnlySpan<byte> record)
    {
        while (Damage is null)
        {
            if (_inflated is not null && TryTake(_inflated, out type, out record))
                return true;
            if (_inflated?.Error is { } error)
                Damage = new RecordDamage(_offset, "records compressed by zstd", error, IsEnd: false);
            if (Damage is not null)
                break;
            _offset = _file.Offset;
            if (!TryTake(_file, out type, out record))
            {
                NoteEnd();
                break;
            }

            switch ((PerfUserRecordType)type)
            {
                case PerfUserRecordType.PERF_RECORD_COMPRESSED when _inflates:
                    Inflate(record[HeaderSize..]);
                    continue;
                case PerfUserRecordType.PERF_RECORD_COMPRESSED2 when _inflates && record.Length >= HeaderSize + sizeof(ulong):
                    Inflate(record[(HeaderSize + sizeof(ulong))..], TOrder.UInt64(record, HeaderSize));
                    continue;
                case PerfUserRecordType.PERF_RECORD_AUXTRACE when record.Length >= AuxSize:
                    ulong aux = TOrder.UInt64(record, HeaderSize);
                    AuxBytes += (long)Math.Min(aux, long.MaxValue - (ulong)AuxBytes);
                    Skip(aux);
                    continue;
                case PerfUserRecordType.PERF_RECORD_HEADER_TRACING_DATA when record.Length >= HeaderSize + sizeof(uint):
                    Skip((TOrder.UInt32(record, HeaderSize) + 7UL) & ~7UL);
                    continue;
                default:
                    return true;
            }
        }

        type = 0;
        record = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _inflated?.Dispose();

    private bool TryTake(ByteWindow window, out uint type, out ReadOnlySpan<byte> record)
    {
        type = 0;
        if (!window.TryPeek(HeaderSize, out record))
            return false;
        type = TOrder.UInt32(record, 0);
        int size = TOrder.UInt16(record, 6);
        if (size < HeaderSize)
        {
            Damage = new RecordDamage(
                _offset, $"a record of {HeaderSize} bytes or more", string.Create(CultureInfo.InvariantCulture, $"type {type}, {size} bytes"), IsEnd: false);
            return false;
        }

        if (!window.TryPeek(size, out record))
            return false;
        window.Take(size);
        return true;
    }

    // What is left of a record at the end is less than it should have; of a compressed one too.
    private void NoteEnd()
    {
        if (Damage is null && _file.Left > 0)
            Damage = new RecordDamage(_offset, "a whole record", $"{_file.Left} bytes, and then the end of the records", IsEnd: true);
        else if (Damage is null && _inflated is { Left: > 0 })
            Damage = new RecordDamage(_offset, "a whole compressed record", $"{_inflated.Left} bytes of one, and then the end", IsEnd: true);
    }

    private void Inflate(ReadOnlySpan<byte> compressed, ulong size = ulong.MaxValue)
    {
        if (size < (ulong)compressed.Length)
            compressed = compressed[..(int)size];
        _inflated ??= new InflatedWindow(_mostInflated);
        _inflated.Add(compressed);
    }

    private void Skip(ulong count)
    {
        if (!_file.Skip(count))
            Damage = new RecordDamage(_offset, $"{count} bytes behind a record", "fewer, and then the end of the records", IsEnd: true);
    }
}
