using System.Text;
using OProf.Analysis.Formats.Exports;

namespace OProf.Analysis.Formats.FlameGraph;

/// <summary>A flame graph as SVG, for documents.</summary>
internal sealed class FlameGraphExporter : CaptureExporter
{
    /// <inheritdoc/>
    public override CaptureFormat Format => CaptureFormat.FlameGraph;

    /// <inheritdoc/>
    public override ExportKind Kind => ExportKind.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Suffixes { get; } = [".svg"];

    /// <inheritdoc/>
    public override void Write(ExportSource source, Stream stream)
    {
        var profile = source.BuildProfile();
        source.SayOtherEvents([.. profile.Events.Select(static row => row.Name)]);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), -1, leaveOpen: true);
        FlameGraphSvg.Write(profile, writer, new FlameGraphOptions { Title = $"{source.Session.Name}: {source.Session.Target}" });
    }
}
