using OProf.Analysis.Formats.Exports;

namespace OProf.Analysis.Formats.Nettrace;

/// <summary>The samples with their call chains as events of the universal providers, for PerfView.</summary>
internal sealed class NettraceExporter : CaptureExporter
{
    /// <inheritdoc/>
    public override CaptureFormat Format => CaptureFormat.Nettrace;

    /// <inheritdoc/>
    public override ExportKind Kind => ExportKind.Binary;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Suffixes { get; } = [".nettrace"];

    /// <inheritdoc/>
    public override void Write(ExportSource source, Stream stream) => NettraceWriter.Write(
        source.BuildProfile(), stream, new NettraceOptions { StartTime = source.Session.StartTime }, source.Options.Cancellation);
}
