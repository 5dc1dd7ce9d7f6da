using OProf.Analysis.Formats.Exports;

namespace OProf.Analysis.Formats.Json;

/// <summary>Samples as one JSON document.</summary>
internal sealed class JsonExporter : CaptureExporter
{
    /// <inheritdoc/>
    public override CaptureFormat Format => CaptureFormat.Json;

    /// <inheritdoc/>
    public override ExportKind Kind => ExportKind.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Suffixes { get; } = [".json"];

    /// <inheritdoc/>
    public override void Write(ExportSource source, Stream stream)
    {
        using var writer = new SampleJsonWriter(source, stream);
        writer.Write();
    }
}
