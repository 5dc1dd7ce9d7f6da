using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Profiles.CallTrees;

/// <summary>Who called whom, and what it took: the trees of a profile, those of each event by themselves.</summary>
public sealed class CallTree
{
    private CallTree(IReadOnlyList<CallTreeNode> roots, Profile profile)
    {
        Roots = roots;
        Notices = profile.Notices;
        Samples = profile.Events.Sum(static row => row.Samples);
    }

    /// <summary>The roots, the largest total first, each event (and process) by itself.</summary>
    public IReadOnlyList<CallTreeNode> Roots { get; }

    /// <summary>What has to be known to read it rightly.</summary>
    public IReadOnlyList<SessionNotice> Notices { get; }

    /// <summary>Number of samples of the profile.</summary>
    public long Samples { get; }

    /// <summary>All nodes, each before what is below it.</summary>
    public IEnumerable<CallTreeNode> Nodes()
    {
        var pending = new Stack<CallTreeNode>(Roots.Reverse());
        while (pending.TryPop(out var node))
        {
            yield return node;
            for (int child = node.Children.Count - 1; child >= 0; child--)
                pending.Push(node.Children[child]);
        }
    }

    /// <summary>Makes the trees of a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="options">How; null for callees from the outermost frames.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ArgumentOutOfRangeException">The least share is not from 0 to 1, or the depth is negative.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CallTree Of(Profile profile, CallTreeOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        options ??= new CallTreeOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxDepth);
        if (options.MinimumShare is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.MinimumShare, "A share is from 0 to 1.");

        var isRoot = options.IsRoot is { } matches
            ? profile.Functions.Select(function => matches(profile.Strings[function.Name], profile.Strings[function.Image])).ToArray()
            : null;
        ITreeShape shape = options.Direction == CallTreeDirection.Callers
            ? new CallerShape(profile, isRoot, options.Recursion)
            : new CalleeShape(profile, isRoot, options.Recursion);
        var roots = new List<CallTreeNode>();
        foreach (var (group, stacks) in new StackWeights(profile, options.ByProcess, cancellation).Groups)
        {
            var least = group.All.Part(options.MinimumShare);
            var nodes = shape.Build(stacks, least, cancellation);
            roots.AddRange(new TreeObjects(profile, group, nodes, least).Below(options.MaxDepth));
        }

        return new CallTree(roots, profile);
    }
}
