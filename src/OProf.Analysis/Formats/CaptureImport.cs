using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Analysis.Formats.Ctf.Recordings;
using OProf.Analysis.Formats.Ctf.Sessions;
using OProf.Analysis.Formats.PerfData;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Formats;

/// <summary>Opens what was captured some other time, whoever captured it, as a session.</summary>
public static class CaptureImport
{
    // perf's own name of the data in a folder that it records to (perf record --kcore, --threads).
    private const string PerfDataName = "data";

    /// <summary>Opens a recording of OProf, a file of perf record, pprof or folded stacks, or the traces in a folder and below.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="options">How; null for all defaults.</param>
    /// <returns>The session; it is not on the list of sessions yet.</returns>
    /// <exception cref="CaptureException">There is no capture, or it cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RecordedSession Open(string path, ImportOptions? options = null)
    {
        options ??= new ImportOptions();
        path = Path.GetFullPath(path);
        try
        {
            if (File.Exists(path) && CaptureFile.Of(path) is { } kind)
                return kind.Open(path, options);
            if (Directory.Exists(path) && PerfDataIn(path) is { } perfData)
                return PerfDataRecording.Open(perfData, options);
            Check(path);
            return Recording.IsRecording(path) ? Recording.Open(path, options) : CtfRecording.Open(path, options);
        }
        catch (Exception e) when (e is not CaptureException && ImportErrors.Of(e, path) is { } error)
        {
            throw error;
        }
    }

    /// <summary>Whether a file by itself is a capture.</summary>
    /// <param name="path">The path.</param>
    public static bool IsCaptureFile(string path)
    {
        try
        {
            return File.Exists(path) && CaptureFile.Of(path) is not null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The file in a folder of perf record; null for none.
    private static string? PerfDataIn(string path)
    {
        string inside = Path.Combine(path, PerfDataName);
        if (!File.Exists(inside) || !PerfDataRecording.IsPerfData(inside))
            return null;
        if (File.Exists(Path.Combine(path, PerfDataName + ".0")))
            throw ImportErrors.PerfDataOfThreads(path);
        return inside;
    }

    private static void Check(string path)
    {
        if (File.Exists(path))
        {
            throw ImportErrors.NotATrace(
                path, $"it is a file, and none of {string.Join(", ", CaptureFile.Names)}; a recording or trace is a folder.",
                "Name the folder that the metadata lies in, or a file of one of these formats.");
        }

        if (!Directory.Exists(path))
            throw ImportErrors.NotFound(path);
        if (CtfTrace.IsTrace(path))
            return;
        var captures = new List<string>();
        bool any = false;
        foreach (string trace in CtfTraceFolder.Find(path))
        {
            any = true;
            if (Recording.IsRecording(trace))
                captures.Add(trace);
        }

        // The events of OProf's recordings mean nothing beside each other, as each has numbers of its own.
        if (captures.Count > 0)
            throw ImportErrors.HoldsCaptures(path, captures);
        if (any)
            return;
        bool isEmpty = !Directory.EnumerateFileSystemEntries(path).Any();
        throw ImportErrors.NotATrace(
            path,
            isEmpty ? "the folder is empty." : $"there is no file '{CtfTrace.MetadataName}' in it, nor in a folder below, and stream files mean nothing without.",
            "Name the folder of a recording of OProf, or of a trace of the Common Trace Format 1.8 such as LTTng writes.");
    }
}
