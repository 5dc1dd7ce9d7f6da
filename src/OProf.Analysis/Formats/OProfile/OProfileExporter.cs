using OProf.Analysis.Formats.Exports;

namespace OProf.Analysis.Formats.OProfile;

/// <summary>The words of OProfile's event buffer.</summary>
internal sealed class OProfileExporter : CaptureExporter
{
    /// <inheritdoc/>
    public override CaptureFormat Format => CaptureFormat.OProfile;

    /// <inheritdoc/>
    public override ExportKind Kind => ExportKind.Binary;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Suffixes { get; } = [".oprofile"];

    /// <inheritdoc/>
    public override void Write(ExportSource source, Stream stream) => new EventWordWriter(source, stream).Write();
}
