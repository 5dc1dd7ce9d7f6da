using System.Management.Automation;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Profiles.Comparison;
using OProf.PowerShell.Abstractions;
using OProf.PowerShell.Errors;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Cmdlets;

/// <summary>Says what differs between captures, and whether that is more than chance: a baseline, and what is compared with it.</summary>
[Cmdlet(VerbsData.Compare, "OProfCapture", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(ComparisonRow))]
public sealed class CompareOProfCapture : ProfileReadingCmdlet
{
    private readonly List<OProfSession> _sessions = [];

    /// <summary>What the others are compared with; the first session where none is given.</summary>
    [Parameter]
    [ValidateNotNull]
    public OProfSession? Baseline { get; set; }

    /// <summary>What by: functions or call chains.</summary>
    [Parameter(Position = 1)]
    public ComparisonKey By { get; set; }

    /// <summary>Counts for a function also what was taken in those that it called.</summary>
    [Parameter]
    public SwitchParameter WithCallees { get; set; }

    /// <summary>Only these functions; all of them are tested all the same.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[]? Symbol { get; set; }

    /// <summary>Only functions of these images; all of them are tested all the same.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[]? Image { get; set; }

    /// <summary>The share that a row has at least in one of the captures, where it is not significant; 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MinimumShare { get; set; } = ComparisonOptions.DefaultMinimumShare;

    /// <summary>The probability with which anything is significant where nothing has changed.</summary>
    [Parameter]
    [ValidateRange(1e-12, 0.5)]
    public double SignificanceLevel { get; set; } = ComparisonOptions.DefaultSignificanceLevel;

    /// <inheritdoc/>
    protected override void Process(OProfSession session) => _sessions.Add(session);

    /// <inheritdoc/>
    protected override void End()
    {
        // Nothing came down the pipeline: no error by itself.
        if (_sessions.Count == 0)
            return;
        var baseline = Baseline ?? _sessions[0];
        var others = _sessions.FindAll(session => session.Id != baseline.Id);
        if (others.Count == 0)
            throw AnalysisErrors.NothingToCompare(baseline.Name);

        Profile? before = null;
        OnSession(baseline, () => before = ProfileOf(baseline));
        foreach (var other in others)
            OnSession(other, () => Compare(before!, other));
    }

    private void Compare(Profile before, OProfSession session)
    {
        var after = ProfileOf(session);
        var options = new ComparisonOptions
        {
            By = By,
            WithCallees = WithCallees,
            MinimumShare = MinimumShare,
            SignificanceLevel = SignificanceLevel,
        };
        var comparison = Stoppable(() => ProfileComparison.Of(before, after, options, PipelineStopped));
        foreach (var notice in comparison.Notices)
            WriteWarning($"{notice.Message}");
        var symbols = new NamePatterns(Symbol);
        var images = new NamePatterns(Image);
        foreach (var row in comparison.Rows)
        {
            ThrowIfStopped();
            if (symbols.Match(row.Symbol) && images.MatchPath(row.Image))
                WriteObject(row);
        }
    }
}
