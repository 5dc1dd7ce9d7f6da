using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.FlameGraph;

/// <summary>The call chains of one event put together from the outermost frame on, as a flame graph shows them.</summary>
public sealed class FlameTree
{
    private readonly List<FlameNode> _nodes;

    internal FlameTree(EventRow kind, IReadOnlyList<FlameFrame> frames, List<FlameNode> nodes)
    {
        Event = kind;
        Frames = frames;
        _nodes = nodes;
    }

    /// <summary>The event.</summary>
    public EventRow Event { get; }

    /// <summary>The names.</summary>
    public IReadOnlyList<FlameFrame> Frames { get; }

    /// <summary>The boxes; the root is the first, and each comes after its caller.</summary>
    public IReadOnlyList<FlameNode> Nodes => _nodes;

    /// <summary>Weight of all samples.</summary>
    public long Total => _nodes[0].Total;

    /// <summary>Weight of all samples of the baseline; 0 where there is none.</summary>
    public long BaselineTotal => _nodes[0].BaselineTotal;

    /// <summary>How much the share of a box has grown since the baseline: -1 to 1.</summary>
    /// <param name="node">Index of the box.</param>
    public double GrowthOf(int node) =>
        BaselineTotal == 0 || Total == 0 ? 0 : ((double)_nodes[node].Total / Total) - ((double)_nodes[node].BaselineTotal / BaselineTotal);

    /// <summary>The trees of a profile, one for each event.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="options">How.</param>
    public static IReadOnlyList<FlameTree> Of(Profile profile, FlameGraphOptions options)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(options);
        var trees = new List<FlameTree>();
        for (int index = 0; index < profile.Events.Count; index++)
        {
            var builder = new FlameTreeBuilder(options.ByProcess);
            builder.Add(profile, index, isBaseline: false);
            if (options.Baseline is { } baseline && EventOf(baseline, profile.Events[index].Name) is >= 0 and int same)
                builder.Add(baseline, same, isBaseline: true);
            trees.Add(builder.Build(profile.Events[index], options.MinimumShare));
        }

        return trees;
    }

    private static int EventOf(Profile profile, string name)
    {
        for (int index = 0; index < profile.Events.Count; index++)
        {
            if (profile.Events[index].Name == name)
                return index;
        }

        return -1;
    }
}
