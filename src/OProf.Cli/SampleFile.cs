using OProf.Analysis.Formats.Csv;
using OProf.Analysis.Profiles;

namespace OProf.Cli;

/// <summary>
/// Where the samples are written. What was in the file stays until there are samples to write; a file that was made for
/// this and got none goes again.
/// </summary>
internal sealed class SampleFile : IDisposable
{
    internal const string StandardOutput = "-";

    private readonly Stream _stream;
    private readonly string? _madeHere;
    private bool _isWritten;

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not write it.</exception>
    internal SampleFile(string path)
    {
        if (path == StandardOutput)
        {
            _stream = Console.OpenStandardOutput();
            return;
        }

        _madeHere = File.Exists(path) ? null : path;
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 1);
    }

    internal void Write(SampleResolver resolver)
    {
        _isWritten = true;
        if (_stream.CanSeek)
            _stream.SetLength(0);
        using var writer = new SampleCsvWriter(_stream, leaveOpen: true);
        foreach (var sample in resolver.Samples())
            writer.Write(sample);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        if (_madeHere is not null && !_isWritten)
            File.Delete(_madeHere);
    }
}
