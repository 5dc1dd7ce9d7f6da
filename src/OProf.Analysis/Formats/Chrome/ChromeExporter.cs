using OProf.Analysis.Formats.Exports;

namespace OProf.Analysis.Formats.Chrome;

/// <summary>The samples of each thread on a time line, for chrome://tracing and Perfetto.</summary>
internal sealed class ChromeExporter : CaptureExporter
{
    /// <inheritdoc/>
    public override CaptureFormat Format => CaptureFormat.Chrome;

    /// <inheritdoc/>
    public override ExportKind Kind => ExportKind.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Suffixes { get; } = [".chrome.json", ".trace.json", ".chrome"];

    /// <inheritdoc/>
    public override void Write(ExportSource source, Stream stream) =>
        ChromeWriter.Write(source.BuildProfile(), stream, source.Options.Cancellation);
}
