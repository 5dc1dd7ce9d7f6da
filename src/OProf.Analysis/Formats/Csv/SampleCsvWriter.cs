using System.Buffers;
using System.Globalization;
using System.Text;
using OProf.Analysis.Profiles;

namespace OProf.Analysis.Formats.Csv;

/// <summary>
/// Writes samples as comma-separated values (RFC 4180), one row a sample, with the columns that PowerShell's Export-Csv
/// gives of them: UTF-8 without a mark, numbers in the invariant culture, fields in quotation marks where they need them.
/// </summary>
public sealed class SampleCsvWriter : IDisposable
{
    private const string NewLine = "\r\n";
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n");

    private readonly StreamWriter _writer;
    private readonly char[] _number = new char[24];

    /// <summary>Writes the names of the columns.</summary>
    /// <param name="stream">Where to; may be a pipe.</param>
    /// <param name="leaveOpen">Whether the stream stays open after <see cref="Dispose"/>.</param>
    public SampleCsvWriter(Stream stream, bool leaveOpen = false)
    {
        _writer = new StreamWriter(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen);
        _writer.Write(string.Join(',', Columns));
        _writer.Write(NewLine);
    }

    /// <summary>The columns, in their order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        nameof(ProfileSample.Time), nameof(ProfileSample.Cpu), nameof(ProfileSample.ProcessId), nameof(ProfileSample.ThreadId),
        nameof(ProfileSample.Command), nameof(ProfileSample.Mode), nameof(ProfileSample.Event), nameof(ProfileSample.Period),
        nameof(ProfileSample.Image), nameof(ProfileSample.Offset), nameof(ProfileSample.Symbol), nameof(ProfileSample.CallStack),
        nameof(ProfileSample.Cookie), nameof(ProfileSample.Cgroup),
    ];

    /// <summary>Writes a sample.</summary>
    /// <exception cref="IOException">The stream did not take it: the disk is full, or nobody reads the pipe any more.</exception>
    public void Write(ProfileSample sample)
    {
        Number(sample.Time, ",");
        Number(sample.Cpu, ",");
        Number(sample.ProcessId, ",");
        Number(sample.ThreadId, ",");
        Text(sample.Command, ",");
        Text(sample.Mode.ToString(), ",");
        Text(sample.Event, ",");
        Number(sample.Period, ",");
        Text(sample.Image, ",");
        Number(sample.Offset, ",");
        Text(sample.Symbol, ",");
        Text(sample.CallStack, ",");
        Number(sample.Cookie, ",");
        Text(sample.Cgroup ?? "", NewLine);
    }

    /// <summary>Writes out what is in memory.</summary>
    public void Flush() => _writer.Flush();

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Number<T>(T value, ReadOnlySpan<char> end)
        where T : struct, ISpanFormattable
    {
        value.TryFormat(_number, out int length, default, CultureInfo.InvariantCulture);
        _writer.Write(_number.AsSpan(0, length));
        _writer.Write(end);
    }

    private void Text(string text, string end)
    {
        if (text.AsSpan().IndexOfAny(s_quoted) < 0)
        {
            _writer.Write(text);
        }
        else
        {
            _writer.Write('"');
            _writer.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
            _writer.Write('"');
        }

        _writer.Write(end);
    }
}
