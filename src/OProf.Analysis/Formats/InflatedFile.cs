using System.IO.Compression;

namespace OProf.Analysis.Formats;

/// <summary>A file that may be compressed with gzip, read as what is in it; bounded by what an honest one of its size becomes.</summary>
internal sealed class InflatedFile : IDisposable
{
    // Profiles shrink to a tenth, at best to a fiftieth; what becomes more is made to fill memory or disk.
    private const long MaxRatio = 256;
    private const long LeastLimit = 64L << 20;

    private readonly FileStream _file;
    private readonly Stream _stream;
    private readonly string _path;
    private readonly long _length;
    private readonly long _limit;
    private long _read;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    internal InflatedFile(string path)
    {
        _path = path;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        _length = Math.Max(1, _file.Length);
        IsCompressed = _file.ReadByte() == 0x1F && _file.ReadByte() == 0x8B;
        _file.Position = 0;
        _stream = IsCompressed ? new GZipStream(_file, CompressionMode.Decompress) : _file;
        _limit = IsCompressed ? Math.Max(LeastLimit, _length * MaxRatio) : long.MaxValue;
    }

    /// <summary>Whether it is compressed.</summary>
    internal bool IsCompressed { get; }

    /// <summary>Which part of the file has been read: 0 to 1.</summary>
    internal double Part => Math.Min(1, (double)_file.Position / _length);

    /// <summary>Reads some bytes.</summary>
    /// <returns>Their number; 0 at the end.</returns>
    /// <exception cref="ImportFormatException">It is compressed, and cannot be decompressed, or becomes too much.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal int Read(Span<byte> room)
    {
        int read;
        try
        {
            read = _stream.Read(room);
        }
        catch (InvalidDataException error)
        {
            throw Error("data compressed with gzip", error.Message, error);
        }

        _read += read;
        if (_read > _limit)
            throw Error($"at most {_limit} bytes when it is decompressed, 256 times its size", "more");
        return read;
    }

    /// <summary>The first bytes of a file, as many as there is room for; none where they cannot be decompressed.</summary>
    internal static int ReadHead(string path, Span<byte> room)
    {
        try
        {
            using var file = new InflatedFile(path);
            int length = 0;
            while (length < room.Length && file.Read(room[length..]) is var read and > 0)
                length += read;
            return length;
        }
        catch (ImportFormatException)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _file.Dispose();
    }

    private ImportFormatException Error(string expected, string found, Exception? inner = null) =>
        new(_path, FormattableString.Invariant($"offset {_file.Position}"), expected, found, inner);
}
