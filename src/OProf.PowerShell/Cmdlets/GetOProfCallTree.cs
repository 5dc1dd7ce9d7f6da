using System.Management.Automation;
using OProf.Analysis.Profiles.CallTrees;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Shows who called whom, and what that took: the nodes of a call tree, each before what is below it.</summary>
[Cmdlet(VerbsCommon.Get, "OProfCallTree", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(CallTreeNode))]
public sealed class GetOProfCallTree : ProfileReadingCmdlet
{
    /// <summary>Functions at which the trees begin; the outermost frames where none is given.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Symbol { get; set; }

    /// <summary>Only functions of these images begin a tree: by path, or its last part.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Image { get; set; }

    /// <summary>From what was sampled to who called it, in place of from callers to callees.</summary>
    [Parameter]
    public SwitchParameter Caller { get; set; }

    /// <summary>Trees for each process.</summary>
    [Parameter]
    public SwitchParameter ByProcess { get; set; }

    /// <summary>The share of the samples that a node has at least, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MinimumShare { get; set; } = CallTreeOptions.DefaultMinimumShare;

    /// <summary>Levels below the roots.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Depth { get; set; } = int.MaxValue;

    /// <summary>What becomes of functions that call themselves.</summary>
    [Parameter]
    public RecursionFolding Recursion { get; set; }

    /// <inheritdoc/>
    protected override void Process(OProfSession session)
    {
        var profile = ProfileOf(session, sumsSuffice: true);
        var symbols = new NamePatterns(Symbol);
        var images = new NamePatterns(Image);
        bool found = symbols.MatchAll && images.MatchAll;
        var options = new CallTreeOptions
        {
            Direction = Caller ? CallTreeDirection.Callers : CallTreeDirection.Callees,
            IsRoot = found ? null : IsRoot,
            MinimumShare = MinimumShare,
            MaxDepth = Depth,
            Recursion = Recursion,
            ByProcess = ByProcess,
        };
        var tree = Stoppable(() => CallTree.Of(profile, options, PipelineStopped));
        if (!found && profile.Events.Any(static row => row.Samples > 0))
            throw AnalysisErrors.SymbolNotFound(string.Join(" or ", [.. Symbol ?? [], .. Image ?? []]), session.Name);
        foreach (var node in tree.Nodes())
        {
            ThrowIfStopped();
            WriteObject(node);
        }

        bool IsRoot(string symbol, string image)
        {
            bool matches = symbols.Match(symbol) && images.MatchPath(image);
            found |= matches;
            return matches;
        }
    }
}
