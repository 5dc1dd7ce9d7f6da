using OProf.Analysis.Formats.Exports;
using OProf.Analysis.Profiles;
using OProf.Capture.Recording;

namespace OProf.Analysis.Formats.Ctf.Sessions;

/// <summary>A recording of OProf, as <c>Save-OProfSession</c> writes it.</summary>
internal sealed class CtfExporter : CaptureExporter
{
    /// <inheritdoc/>
    public override CaptureFormat Format => CaptureFormat.Ctf;

    /// <inheritdoc/>
    public override ExportKind Kind => ExportKind.Folder;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Suffixes { get; } = [".ctf"];

    /// <inheritdoc/>
    public override bool TakesFilter => false;

    /// <inheritdoc/>
    public override void Write(ExportSource source, Stream stream) => throw ExportErrors.NoStream(Format);

    /// <inheritdoc/>
    public override void Write(ExportSource source, string path, bool force) =>
        SessionSnapshot.Save(RetainedData.Of(source.Session), path, force, source.Options.Progress, source.Options.Cancellation);
}
