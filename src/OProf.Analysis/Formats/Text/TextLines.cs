using System.Globalization;
using System.Text;

namespace OProf.Analysis.Formats.Text;

/// <summary>Reads a text file, compressed with gzip or not, line by line, as bytes where they lie: a file may be larger than memory, a line may not.</summary>
internal sealed class TextLines : IDisposable
{
    /// <summary>Most bytes of a line.</summary>
    internal const int MaxLine = 1 << 20;

    private const int BytesAtOnce = 1 << 18;

    private readonly InflatedFile _file;
    private readonly string _path;
    private byte[] _buffer = new byte[BytesAtOnce];
    private int _start;
    private int _end;
    private bool _isOver;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    internal TextLines(string path)
    {
        _path = path;
        _file = new InflatedFile(path);
    }

    /// <summary>Number of the line that was read last; 1 and up.</summary>
    internal long Number { get; private set; }

    /// <summary>Which part of the file has been read: 0 to 1.</summary>
    internal double Part => _file.Part;

    /// <summary>Whether the line that was read last had its end: that of a file which was cut off has none.</summary>
    internal bool IsWhole { get; private set; } = true;

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line without its end; good until the next call.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="ImportFormatException">The line is too long for one.</exception>
    internal bool Read(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                length += searched;
                line = _buffer.AsSpan(_start, length);
                _start += length + 1;
                break;
            }

            searched = _end - _start;
            if (!_isOver && Fill())
                continue;
            IsWhole = false;
            line = _buffer.AsSpan(_start, _end - _start);
            _start = _end;
            if (line.IsEmpty)
                return false;
            break;
        }

        Number++;
        if (!line.IsEmpty && line[^1] == '\r')
            line = line[..^1];
        return true;
    }

    /// <summary>What is wrong with the line that was read last.</summary>
    internal ImportFormatException Error(string expected, string found) => new(
        _path, string.Create(CultureInfo.InvariantCulture, $"line {Number}"), expected, found);

    /// <summary>A line as an error shows it: the beginning of a long one.</summary>
    internal static string Quote(ReadOnlySpan<byte> line)
    {
        const int Most = 80;
        string text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, Most)]);
        return line.Length > Most ? $"'{text}…'" : $"'{text}'";
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool Fill()
    {
        if (_end - _start > MaxLine)
        {
            Number++;
            throw Error($"a line of at most {MaxLine} bytes", "a longer one");
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        int read = _file.Read(_buffer.AsSpan(_end));
        _isOver = read == 0;
        _end += read;
        return read > 0;
    }
}
