using OProf.Analysis.Formats.Exports;
using OProf.Capture.Sync;

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
    public override bool SumsSuffice => true;

    /// <inheritdoc/>
    public override void Write(ExportSource source, Stream stream)
    {
        var stacks = new FoldedTree(source.Resolver);
        var events = new FoldedEvents(source);
        if (source.Resolver.Source.SumsOf(withChains: true) is { } sums)
            Add(stacks, events, source, sums);
        else
            Read(stacks, events, source);
        source.SayOtherEvents(events.Names);
        new FoldedWriter(stacks).Write(stream, source.Options.Cancellation);
    }

    private static void Read(FoldedTree stacks, FoldedEvents events, ExportSource source)
    {
        var reader = source.Resolver.Source.OpenReader();
        long read = 0;
        while (source.TryRead(reader, ref read, out var entry))
        {
            if (events.Wants(entry.Event))
                stacks.Add(entry);
        }
    }

    // What is behind it was met by readers, and is named where it is wanted.
    private static int LastStack(SampleSums sums)
    {
        int last = 0;
        for (int index = 0; index < sums.Count; index++)
            last = Math.Max(last, sums[index].Stack);
        return last;
    }

    private static void Add(FoldedTree stacks, FoldedEvents events, ExportSource source, SampleSums sums)
    {
        var tasks = source.Resolver.Source.Tasks;
        long added = 0;
        stacks.Reserve(sums.Count);
        if (source.WantsAll && sums.Events.Count == 1)
            stacks.NameChains(LastStack(sums));
        for (int index = 0; index < sums.Count; index++)
        {
            ref readonly var sum = ref sums[index];
            source.Count(ref added);
            if (source.Wants(sum.Event, tasks.Key(sum.Task).ProcessId) && events.Wants(sum.Event))
                stacks.Add(sum);
        }
    }
}
