using OProf.Analysis.Formats.Exports;

namespace OProf.Analysis.Formats.Csv;

/// <summary>Samples as comma-separated values.</summary>
internal sealed class CsvExporter : CaptureExporter
{
    /// <inheritdoc/>
    public override CaptureFormat Format => CaptureFormat.Csv;

    /// <inheritdoc/>
    public override ExportKind Kind => ExportKind.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Suffixes { get; } = [".csv"];

    /// <inheritdoc/>
    public override void Write(ExportSource source, Stream stream)
    {
        using var writer = new SampleCsvWriter(stream, leaveOpen: true);
        foreach (var sample in source.Samples())
            writer.Write(sample);
    }
}
