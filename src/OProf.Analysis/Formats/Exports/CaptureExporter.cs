using OProf.Analysis.Formats.Chrome;
using OProf.Analysis.Formats.Csv;
using OProf.Analysis.Formats.Ctf.Sessions;
using OProf.Analysis.Formats.Firefox;
using OProf.Analysis.Formats.FlameGraph;
using OProf.Analysis.Formats.Folded;
using OProf.Analysis.Formats.Json;
using OProf.Analysis.Formats.Nettrace;
using OProf.Analysis.Formats.OProfile;
using OProf.Analysis.Formats.PerfData.Writing;
using OProf.Analysis.Formats.Pprof;
using OProf.Analysis.Formats.Speedscope;

namespace OProf.Analysis.Formats.Exports;

/// <summary>Writes captures in one format. There is one object for each <see cref="CaptureFormat"/>.</summary>
public abstract class CaptureExporter
{
    /// <summary>All of them, in the order of <see cref="CaptureFormat"/>.</summary>
    public static IReadOnlyList<CaptureExporter> All { get; } =
    [
        new ChromeExporter(),
        new CsvExporter(),
        new CtfExporter(),
        new FirefoxExporter(),
        new FlameGraphExporter(),
        new FoldedExporter(),
        new JsonExporter(),
        new NettraceExporter(),
        new OProfileExporter(),
        new PerfDataExporter(),
        new PprofExporter(),
        new SpeedscopeExporter(),
    ];

    /// <summary>The format.</summary>
    public abstract CaptureFormat Format { get; }

    /// <summary>What it is made of.</summary>
    public abstract ExportKind Kind { get; }

    /// <summary>Ends of the names of its files, in lower case; the first is given where a name has to be made.</summary>
    public abstract IReadOnlyList<string> Suffixes { get; }

    /// <summary>Whether some of a session's events or processes can be left out.</summary>
    public virtual bool TakesFilter => true;

    /// <summary>
    /// Whether it is enough to know how often each call chain was sampled: so that a file is best opened with
    /// <see cref="ImportOptions.WithChains"/>, and is read once.
    /// </summary>
    public virtual bool SumsSuffice => false;

    /// <summary>The exporter of a format.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such format.</exception>
    public static CaptureExporter Of(CaptureFormat format) =>
        All.FirstOrDefault(exporter => exporter.Format == format)
        ?? throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format.");

    /// <summary>The exporter that a file's name asks for: that of the longest end that it has, whatever its case.</summary>
    /// <param name="path">The path. <c>.gz</c> behind the end of a format of text does not count.</param>
    /// <returns>Null where the name has no known end.</returns>
    public static CaptureExporter? ForName(string path)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        return Longest(name)
            ?? (name.EndsWith(ExportFile.Packed, StringComparison.OrdinalIgnoreCase) && Longest(name[..^ExportFile.Packed.Length]) is { Kind: ExportKind.Text } text
                ? text
                : null);
    }

    /// <summary>Writes a session to a stream. Formats of the kind <see cref="ExportKind.Folder"/> cannot.</summary>
    /// <param name="source">The session; is told what could not be written.</param>
    /// <param name="stream">Where to; stays open. May be a pipe.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="IOException">The stream did not take it.</exception>
    /// <exception cref="NotSupportedException">The format is a folder.</exception>
    public abstract void Write(ExportSource source, Stream stream);

    /// <summary>Writes a session to a folder, for formats of the kind <see cref="ExportKind.Folder"/>: as a whole or not at all.</summary>
    /// <param name="source">The session.</param>
    /// <param name="path">The folder: new, or empty.</param>
    /// <param name="force">Whether one of the format that is there may be replaced.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="Capture.Sessions.CaptureException">It cannot be written.</exception>
    /// <exception cref="NotSupportedException">The format is no folder.</exception>
    public virtual void Write(ExportSource source, string path, bool force) =>
        throw new NotSupportedException($"{Format} is one file.");

    private static CaptureExporter? Longest(string name)
    {
        CaptureExporter? found = null;
        int length = 0;
        foreach (var exporter in All)
        {
            foreach (string suffix in exporter.Suffixes)
            {
                bool isName = suffix.Length == name.Length + 1 && suffix.AsSpan(1).Equals(name, StringComparison.OrdinalIgnoreCase);
                if (suffix.Length > length && (isName || name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)))
                    (found, length) = (exporter, suffix.Length);
            }
        }

        return found;
    }
}
