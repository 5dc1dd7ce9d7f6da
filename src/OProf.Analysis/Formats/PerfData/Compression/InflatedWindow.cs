using System.Globalization;
using OProf.Analysis.Formats.PerfData.Records;

namespace OProf.Analysis.Formats.PerfData.Compression;

/// <summary>A window over what compressed records hold: a row of records again, one of which may lie in two of them.</summary>
/// <param name="mostOfEach">Most bytes that one compressed record may become.</param>
internal sealed class InflatedWindow(long mostOfEach) : ByteWindow(Size), IDisposable
{
    private const int Size = 1 << 18;

    // A record of perf's has 64 KiB at the most.
    private readonly byte[] _input = new byte[1 << 16];
    private readonly ZstdStream _stream = new();
    private int _start;
    private int _end;
    private long _inflated;

    /// <summary>What is wrong with the last compressed record; null where nothing is.</summary>
    public string? Error { get; private set; }

    /// <summary>Goes on with the next compressed record; what the one before held has been taken, but for a part of a record.</summary>
    public void Add(ReadOnlySpan<byte> compressed)
    {
        compressed.CopyTo(_input);
        (_start, _end) = (0, compressed.Length);
        _inflated = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <inheritdoc/>
    protected override int Fill(Span<byte> room)
    {
        if (Error is not null)
            return 0;
        ReadOnlySpan<byte> input = _input.AsSpan(_start.._end);
        int written = _stream.Decompress(ref input, room, out string? error);
        _start = _end - input.Length;
        _inflated += written;
        Error = error;
        if (_inflated > mostOfEach)
            Error = string.Create(CultureInfo.InvariantCulture, $"more than {mostOfEach} bytes in one record");
        return Error is null ? written : 0;
    }
}
