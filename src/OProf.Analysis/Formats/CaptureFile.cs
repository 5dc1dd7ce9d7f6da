using OProf.Analysis.Formats.Folded;
using OProf.Analysis.Formats.Nettrace;
using OProf.Analysis.Formats.PerfData;
using OProf.Analysis.Formats.PerfScript;
using OProf.Analysis.Formats.Pprof;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Formats;

/// <summary>A kind of files that are captures by themselves, told by what is in them.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="IsOne">Whether a file is one.</param>
/// <param name="Open">Opens one.</param>
internal sealed record CaptureFile(string Name, Func<string, bool> IsOne, Func<string, ImportOptions, RecordedSession> Open)
{
    // Those with a magic number first; text last, as nearly everything could be one.
    private static readonly CaptureFile[] s_all =
    [
        new("perf.data", PerfDataRecording.IsPerfData, PerfDataRecording.Open),
        new("nettrace", NettraceRecording.IsNettrace, NettraceRecording.Open),
        new("pprof", PprofFile.IsPprof, PprofRecording.Open),
        new("perf script", PerfScriptRecording.IsPerfScript, PerfScriptRecording.Open),
        new("folded stacks", FoldedRecording.IsFolded, FoldedRecording.Open),
    ];

    /// <summary>The names of all kinds.</summary>
    internal static IEnumerable<string> Names => s_all.Select(static kind => kind.Name);

    /// <summary>The kind of a file; null where it is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    internal static CaptureFile? Of(string path) => Array.Find(s_all, kind => kind.IsOne(path));
}
