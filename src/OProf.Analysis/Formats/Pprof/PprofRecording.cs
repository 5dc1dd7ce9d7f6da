using OProf.Analysis.Formats.Named;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>Opens a profile of pprof as a session.</summary>
public static class PprofRecording
{
    /// <summary>Opens a file. It is read twice: its tables most often come behind its samples.</summary>
    /// <param name="path">The file, compressed with gzip or not.</param>
    /// <param name="options">How; there is nothing to recover in such files.</param>
    /// <exception cref="ImportFormatException">It is no such file, or cut off.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RecordedSession Open(string path, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var file = new PprofFile(Path.GetFullPath(path));
        try
        {
            var capture = new NamedCapture(file.Path, options);
            var tables = PprofTables.Read(file, part => capture.Look(part / 2));
            new PprofSampleReader(file, tables, capture).Read();
            return capture.Build(FactsOf(tables));
        }
        catch (ProtoException error)
        {
            throw file.Error(error.Offset, error.Expected, error.Found, error);
        }
    }

    private static NamedFacts FactsOf(PprofTables tables) => new()
    {
        Target = "pprof profile",
        Start = tables.TimeNanos > 0 ? DateTimeOffset.UnixEpoch.AddTicks(tables.TimeNanos / 100) : null,
        Elapsed = tables.DurationNanos > 0 ? TimeSpan.FromTicks(tables.DurationNanos / 100) : null,
        Period = tables.Period > 0 ? tables.Period : null,
        Properties = tables.Comments.Count == 0
            ? new Dictionary<string, string>()
            : new Dictionary<string, string> { ["Comment"] = string.Join('\n', tables.Comments.Select(tables.String)) },
    };
}
