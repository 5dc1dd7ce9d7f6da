using OProf.Analysis.Formats.Exports;

namespace OProf.Analysis.Formats.Speedscope;

/// <summary>The samples of each thread, in the order of their time, for speedscope.</summary>
internal sealed class SpeedscopeExporter : CaptureExporter
{
    /// <inheritdoc/>
    public override CaptureFormat Format => CaptureFormat.Speedscope;

    /// <inheritdoc/>
    public override ExportKind Kind => ExportKind.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Suffixes { get; } = [".speedscope.json", ".speedscope"];

    /// <inheritdoc/>
    public override void Write(ExportSource source, Stream stream) =>
        SpeedscopeWriter.Write(source.BuildProfile(), stream, null, source.Options.Cancellation);
}
