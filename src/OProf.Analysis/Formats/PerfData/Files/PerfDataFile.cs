using OProf.Analysis.Symbols.Files;

namespace OProf.Analysis.Formats.PerfData.Files;

/// <summary>An open file, and what it says beside its records.</summary>
internal sealed class PerfDataFile : IDisposable
{
    private PerfDataFile(RegularFile file, PerfContents contents, PerfLayout layout)
    {
        File = file;
        Contents = contents;
        Layout = layout;
    }

    public RegularFile File { get; }

    public PerfContents Contents { get; }

    public PerfLayout Layout { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="PerfDataFormatException">It is no perf.data file.</exception>
    /// <exception cref="IOException">It is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    public static PerfDataFile Open(string path, CancellationToken cancellation)
    {
        var file = RegularFile.Open(path, null, followLinks: true, out var failure) ?? throw (Exception)(failure switch
        {
            OpenFailure.NotFound => new FileNotFoundException($"There is no file '{path}'."),
            OpenFailure.Denied => new UnauthorizedAccessException($"Access to '{path}' is denied."),
            OpenFailure.NotRegular => new IOException("It is no regular file; write what comes down a pipe to a file first."),
            _ => new IOException("It cannot be opened."),
        });
        try
        {
            var contents = new PerfContents();
            var source = new PerfDataFile(file, contents, PerfLayout.Read(file, contents));
            if (source.Layout.IsPipe)
                PerfPipe.Read(source, cancellation);
            if (contents.Events.Count == 0)
                throw new PerfDataFormatException(path, source.Layout.DataStart, "an event", "none");
            return source;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();
}
