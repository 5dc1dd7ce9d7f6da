using OProf.Analysis.Formats.Named;
using OProf.Analysis.Formats.Text;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Formats.PerfScript;

/// <summary>Opens the text that <c>perf script</c> prints as a session.</summary>
/// <remarks>
/// <c>perf script -F +pid</c> says the process of each thread, <c>--ns</c> the times as they were taken; without, they are not
/// known, and rounded. Addresses are those of memory.
/// </remarks>
public static class PerfScriptRecording
{
    private const int LinesToLookAt = 200;

    /// <summary>Whether a file's first lines are such text: a sample's line, and behind it frames or an empty line.</summary>
    /// <param name="path">A file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    public static bool IsPerfScript(string path)
    {
        bool any = false;
        foreach (byte[] line in TextHead.Of(path).Take(LinesToLookAt))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (ScriptHeader.TryParse(line, out var header))
                any |= header.Time != 0 || header.Cpu >= 0 || header.ProcessId >= 0 || ScriptFrame.TryParse(header.Rest, out _);
            else if (!any)
                return false;
        }

        return any;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How; there is nothing to recover in such files.</param>
    /// <exception cref="ImportFormatException">It has a line that is none of a sample.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RecordedSession Open(string path, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        path = Path.GetFullPath(path);
        var capture = new NamedCapture(path, options);
        using var lines = new TextLines(path);
        var reader = new PerfScriptReader(lines, capture);
        reader.Read();
        var session = capture.Build(new NamedFacts { Target = "perf script" });
        if (reader.OtherLines > 0)
            session.AddNotice("OProfImportLinesSkipped", FormattableString.Invariant($"{reader.OtherLines} lines were passed over: of records that are no samples, and of what perf script was asked to print besides."));
        return session;
    }
}
