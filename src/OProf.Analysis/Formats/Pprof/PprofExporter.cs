using OProf.Analysis.Formats.Exports;

namespace OProf.Analysis.Formats.Pprof;

/// <summary>The call chains of each thread with their samples and what these stand for, for <c>go tool pprof</c>.</summary>
internal sealed class PprofExporter : CaptureExporter
{
    /// <inheritdoc/>
    public override CaptureFormat Format => CaptureFormat.Pprof;

    /// <inheritdoc/>
    public override ExportKind Kind => ExportKind.Binary;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Suffixes { get; } = [".pb.gz", ".pprof"];

    /// <inheritdoc/>
    public override void Write(ExportSource source, Stream stream) => PprofWriter.Write(
        source.BuildProfile(),
        stream,
        new PprofOptions { StartTime = source.Session.StartTime, Elapsed = source.Session.Elapsed },
        source.Options.Cancellation);
}
