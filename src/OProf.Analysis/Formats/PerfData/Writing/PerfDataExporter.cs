using OProf.Analysis.Formats.Exports;

namespace OProf.Analysis.Formats.PerfData.Writing;

/// <summary>A file of <c>perf record</c>.</summary>
internal sealed class PerfDataExporter : CaptureExporter
{
    /// <inheritdoc/>
    public override CaptureFormat Format => CaptureFormat.PerfData;

    /// <inheritdoc/>
    public override ExportKind Kind => ExportKind.Binary;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Suffixes { get; } = [".perf.data", ".data", ".perf"];

    /// <inheritdoc/>
    public override void Write(ExportSource source, Stream stream) => new PerfDataWriter(source, stream).Write();
}
