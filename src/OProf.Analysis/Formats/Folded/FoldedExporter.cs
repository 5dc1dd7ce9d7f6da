using OProf.Analysis.Formats.Exports;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Formats.Folded;

/// <summary>Folded stacks.</summary>
internal sealed class FoldedExporter : CaptureExporter
{
    /// <inheritdoc/>
    public override CaptureFormat Format => CaptureFormat.Folded;

    /// <inheritdoc/>
    public override ExportKind Kind => ExportKind.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Suffixes { get; } = [".folded", ".collapsed", ".stacks"];

    /// <inheritdoc/>
    public override void Write(ExportSource source, Stream stream)
    {
        var stacks = new FoldedTree(source.Resolver);
        var events = new List<string>();
        int only = -1;
        var reader = source.Resolver.Source.OpenReader();
        long read = 0;
        while (source.TryRead(reader, ref read, out var entry))
        {
            if (entry.Event != only)
            {
                // What is off the CPU is no part of what is on it: it is written where it is asked for.
                string name = source.Resolver.EventOf(entry.Event);
                if (!source.Options.IsEventNamed && OffCpuEvents.Contains(name))
                    continue;
                if (!events.Contains(name))
                    events.Add(name);
                if (only >= 0)
                    continue;
                only = entry.Event;
            }

            stacks.Add(entry);
        }

        source.SayOtherEvents(events);
        new FoldedWriter(stacks).Write(stream, source.Options.Cancellation);
    }
}
