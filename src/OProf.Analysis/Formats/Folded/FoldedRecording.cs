using System.Text;
using OProf.Analysis.Formats.Named;
using OProf.Analysis.Formats.Text;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.Folded;

/// <summary>
/// Opens folded stacks as a session: lines such as <c>main;work;sort 12</c>, as flame graph tools write and read them. Each name
/// is a frame; whether the first is a program depends on who wrote it, so it is a frame too.
/// </summary>
public static class FoldedRecording
{
    private const string EventName = "samples";

    /// <summary>Whether a file's first lines are folded stacks.</summary>
    /// <param name="path">A file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    public static bool IsFolded(string path)
    {
        // Other text has lines that end in a number, too: a line with two frames has to be among them, or the name says it.
        bool isSure = Path.GetExtension(path) is ".folded" or ".collapsed";
        bool any = false;
        foreach (byte[] line in TextHead.Of(path))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (!FoldedLine.TryParse(line, out var folded))
                return false;
            isSure |= folded.Stack.Contains((byte)';');
            any = true;
        }

        return any && isSure;
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How; there is nothing to recover in such files.</param>
    /// <exception cref="ImportFormatException">A line is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The permissions forbid it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RecordedSession Open(string path, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        path = Path.GetFullPath(path);
        var capture = new NamedCapture(path, options);
        ulong nowhere = capture.Image(FrameName.Unknown);
        int task = capture.Task(-1, -1, default);
        int kind = capture.Event(EventName);
        var names = new ByteKeyTable();
        var numbers = new List<int>();
        var frames = new int[PerfRecordSync.MaxChainLength + 1];
        using var lines = new TextLines(path);
        while (lines.Read(out var line))
        {
            if (line.IsEmpty || line[0] == '#')
                continue;
            if (!FoldedLine.TryParse(line, out var folded))
                throw lines.Error("frames with semicolons between them, a space, and a number", TextLines.Quote(line));
            int depth = 0;
            var rest = folded.Stack;
            while (!rest.IsEmpty && depth < frames.Length)
            {
                // From the inside: what is longer than is kept loses its outermost frames.
                int at = rest.LastIndexOf((byte)';');
                int name = names.Intern(rest[(at + 1)..], out bool isNew);
                if (isNew)
                    numbers.Add(capture.Frame(nowhere, 0, Encoding.UTF8.GetString(rest[(at + 1)..])));
                frames[depth++] = numbers[name];
                rest = at < 0 ? default : rest[..at];
            }

            capture.Add(new NamedSample(0, -1, task, kind, capture.Stack(frames.AsSpan(0, depth)), 0, folded.Count), lines.Part);
        }

        return capture.Build(new NamedFacts { Target = "folded stacks" });
    }
}
