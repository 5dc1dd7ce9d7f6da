using OProf.Analysis.Formats.Exports;

namespace OProf.Analysis.Formats.Firefox;

/// <summary>The samples of each thread on a time line, for the Firefox Profiler.</summary>
internal sealed class FirefoxExporter : CaptureExporter
{
    /// <inheritdoc/>
    public override CaptureFormat Format => CaptureFormat.Firefox;

    /// <inheritdoc/>
    public override ExportKind Kind => ExportKind.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Suffixes { get; } = [".firefox.json", ".firefox"];

    /// <inheritdoc/>
    public override void Write(ExportSource source, Stream stream) => FirefoxWriter.Write(
        source.BuildProfile(), stream, new FirefoxOptions { StartTime = source.Session.StartTime }, source.Options.Cancellation);
}
