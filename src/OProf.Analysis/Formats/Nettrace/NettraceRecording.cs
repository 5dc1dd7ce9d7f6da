using Microsoft.Diagnostics.Tracing.Etlx;
using OProf.Analysis.Formats.Named;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Formats.Nettrace;

/// <summary>
/// Opens a .nettrace file as a session: the samples of .NET's own profiler (<c>dotnet-trace collect</c>) and those of the universal
/// providers (<c>dotnet-trace collect-linux</c>), with the names of their call chains. TraceEvent reads it.
/// </summary>
public static class NettraceRecording
{
    /// <summary>Whether a file is one, by its first bytes.</summary>
    /// <param name="path">A file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    public static bool IsNettrace(string path) => NettraceHead.IsNettrace(path);

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How; there is nothing to recover in such files: what is whole is read.</param>
    /// <exception cref="ImportFormatException">It is no such file, or TraceEvent cannot make sense of it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RecordedSession Open(string path, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        path = Path.GetFullPath(path);
        var head = NettraceHead.Read(path);
        var capture = new NamedCapture(path, options);

        // Its own form of the trace, which it looks up call chains in; for nobody else to read.
        string folder = Directory.CreateTempSubdirectory("oprof-").FullName;
        try
        {
            string converted = TraceLog.CreateFromEventPipeDataFile(
                path, Path.Combine(folder, "trace.etlx"), new TraceLogOptions { ConversionLog = TextWriter.Null, ContinueOnError = true, ShouldResolveSymbols = static _ => false });
            options.Cancellation.ThrowIfCancellationRequested();
            using var log = new TraceLog(converted);
            var outline = NettraceOutline.Read(path, head.Version);

            // Its enumerator fails where there is nothing to enumerate.
            if (log.EventCount > 0)
                new NettraceSampleReader(log, head, outline, capture).Read();
            var session = capture.Build(new NamedFacts { Target = "nettrace", Start = new DateTimeOffset(log.SessionStartTime.ToUniversalTime()) });
            if (log.EventsLost > 0)
                session.AddNotice("OProfSamplesLost", FormattableString.Invariant($"The trace says that {log.EventsLost} events were lost."));
            if (outline.Missing is { } missing)
                session.AddNotice("OProfImportIncomplete", $"{path}: {missing}");
            return session;
        }
        catch (Exception e) when (IsOfFormat(e))
        {
            throw new ImportFormatException(path, "an offset that TraceEvent does not tell", "a trace that it can read", $"{e.GetType().Name}: {e.Message}", e);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // What it throws at bytes that are wrong is of many types; none of these is of the disk or of who waits.
    private static bool IsOfFormat(Exception e) =>
        e is not (OperationCanceledException or IOException { HResult: not 0 } or UnauthorizedAccessException or ImportFormatException or OutOfMemoryException)
        || e is EndOfStreamException;
}
