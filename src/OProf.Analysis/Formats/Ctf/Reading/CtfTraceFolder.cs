using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// The traces under a folder: LTTng records one for the kernel (kernel) and one for each user or process (ust/uid/0/64-bit)
/// of a session.
/// </summary>
public sealed class CtfTraceFolder : IDisposable
{
    private const int MaxDepth = 16;

    private CtfTraceFolder(string path, IReadOnlyList<CtfTrace> traces)
    {
        Path = path;
        Traces = traces;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The traces, in the order of their folders' names.</summary>
    public IReadOnlyList<CtfTrace> Traces { get; }

    /// <summary>Traces that could not be opened.</summary>
    public CtfDiagnostics Diagnostics { get; } = new();

    /// <summary>Opens the traces in a folder and in the folders below; links to folders and hidden ones are left out.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="TsdlException">The metadata of the only trace is none of CTF 1.8.</exception>
    /// <exception cref="CtfFormatException">There is no trace, or the only one cannot be read.</exception>
    /// <exception cref="IOException">The folder or a file is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    public static CtfTraceFolder Open(string path)
    {
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"{path}: there is no such folder.");
        var found = Find(path);
        if (found.Count == 0)
            throw new CtfFormatException(path, 0, $"a trace: a folder with a file '{CtfTrace.MetadataName}'", "none, here or below");
        var traces = new List<CtfTrace>();
        var folder = new CtfTraceFolder(path, traces);
        try
        {
            foreach (string trace in found)
                folder.Add(trace, traces, isOnly: found.Count == 1);
            if (traces.Count == 0 && folder.Diagnostics.Kept is [var first, ..])
                throw new CtfFormatException(first.File, first.Offset, first.Expected, first.Found);
            folder.Link();
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Reads the events of all traces in the order of their time.</summary>
    public CtfReader Read() => new([.. Traces.SelectMany(trace => trace.Streams)]);

    /// <summary>Closes the traces' files.</summary>
    public void Dispose()
    {
        foreach (var trace in Traces)
            trace.Dispose();
    }

    // Finds the streams that go on in another trace: LTTng's rotation closes a session's trace as a chunk and begins the next.
    private void Link()
    {
        var last = new Dictionary<(Guid Trace, ulong Class, ulong Instance), CtfStream>();
        foreach (var stream in Traces.SelectMany(trace => trace.Streams).OrderBy(stream => stream.First.TimeBegin))
        {
            if (stream is not { InstanceId: { } instance, First.TimeBegin: not null, Trace.Metadata.Uuid: { } uuid })
                continue;
            var key = (uuid, stream.Class.Id, instance);
            stream.Before = last.GetValueOrDefault(key);
            last[key] = stream;
        }
    }

    private void Add(string path, List<CtfTrace> traces, bool isOnly)
    {
        try
        {
            traces.Add(CtfTrace.Open(path));
        }
        catch (CtfFormatException error) when (!isOnly)
        {
            Diagnostics.Add(CtfDiagnosticId.TraceUnreadable, error.File, error.Offset, error.Expected, error.Found);
        }
        catch (TsdlException error) when (!isOnly)
        {
            Diagnostics.Add(CtfDiagnosticId.TraceUnreadable, error.File, 0, $"{error.Expected} in line {error.Line}, column {error.Column}", error.Found);
        }
        catch (Exception error) when (!isOnly && error is IOException or UnauthorizedAccessException)
        {
            Diagnostics.Add(CtfDiagnosticId.TraceUnreadable, path, 0, "a trace that can be read", error.Message);
        }
    }

    /// <summary>The folders of the traces in a folder and below; links to folders and hidden ones are left out.</summary>
    internal static List<string> Find(string path)
    {
        var found = new List<string>();
        Find(path, 0, found);
        return found;
    }

    private static void Find(string path, int depth, List<string> found)
    {
        if (CtfTrace.IsTrace(path))
            found.Add(path);
        if (depth == MaxDepth)
            return;
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden };
        foreach (string inner in Directory.EnumerateDirectories(path, "*", options).Order(NaturalOrder.Instance))
            Find(inner, depth + 1, found);
    }
}
