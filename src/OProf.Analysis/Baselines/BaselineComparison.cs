using OProf.Analysis.Counters;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Baselines;

/// <summary>What has become of a baseline's values.</summary>
public sealed class BaselineComparison
{
    // Of what the program does, not of how long it took or of what else ran.
    private static readonly HashSet<string> s_travelling = ["instructions", "branches", "branch-instructions", "page-faults"];

    private BaselineComparison(Baseline baseline, Baseline measured, BaselineOptions options, IReadOnlyList<BaselineChange> changes)
    {
        Baseline = baseline;
        Measured = measured;
        Options = options;
        Changes = changes;
    }

    /// <summary>The baseline.</summary>
    public Baseline Baseline { get; }

    /// <summary>What was compared with it.</summary>
    public Baseline Measured { get; }

    /// <summary>How.</summary>
    public BaselineOptions Options { get; }

    /// <summary>What came of it: the worst that came of anything; improvements count only where there is nothing else.</summary>
    public BaselineVerdict Verdict => Changes.Count == 0 ? BaselineVerdict.Undecided : Changes[0].Verdict;

    /// <summary>All that was looked at: regressions first, each kind by itself, the largest first.</summary>
    public IReadOnlyList<BaselineChange> Changes { get; }

    /// <summary>How many runs would decide; null where it is decided, or where only a longer baseline would help.</summary>
    public int? NeededRepeat => Undecided.All(change => change.NeededRepeat is not null) ? Undecided.Max(change => change.NeededRepeat) : null;

    /// <summary>How long these would take.</summary>
    public TimeSpan? NeededTime => NeededRepeat is { } repeat ? (Measured.RunTime > TimeSpan.Zero ? Measured.RunTime : Baseline.RunTime) * repeat : null;

    private IEnumerable<BaselineChange> Undecided => Changes.Where(change => change.Verdict == BaselineVerdict.Undecided);

    /// <summary>Compares.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="measured">What is compared with it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="CaptureException">They cannot be compared: other events, or a time of another machine.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option makes no sense.</exception>
    public static BaselineComparison Of(Baseline baseline, Baseline measured, BaselineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(measured);
        options ??= new BaselineOptions();
        if (!(options.Within > 0) || options.ShareWithin <= 0 || options.Confidence is not (> 0 and < 1) || options.MinimumShare is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), options, "A share is from 0 to 1, and what does not matter is more than nothing.");
        var shares = SharesOf(baseline, measured, options);
        var series = SeriesOf(baseline, measured, options);

        // Each may be wrong with its part of the probability (Bonferroni): the intervals and the decisions say the same then.
        int tests = (shares?.Count ?? 0) + series.Count;
        if (tests == 0)
            throw BaselineErrors.NothingInCommon(measured.Name);
        double tail = (1 - options.Confidence) / tests;
        IEnumerable<BaselineChange> changes =
        [
            .. shares?.Decide(options.ShareWithin ?? options.Within, tail, tests, measured.Repeat) ?? [],
            .. series.Select(pair => SeriesChanges.Decide(pair.Kind, pair.Before, pair.After, options.Within, tail, tests)),
        ];
        return new BaselineComparison(baseline, measured, options, [.. changes
            .OrderByDescending(static change => Rank(change.Verdict))
            .ThenBy(static change => change.Kind)
            .ThenByDescending(static change => Math.Abs(change.Difference))
            .ThenBy(static change => change.Name, StringComparer.Ordinal)]);
    }

    private static int Rank(BaselineVerdict verdict) => verdict switch
    {
        BaselineVerdict.Regressed => 3,
        BaselineVerdict.Undecided => 2,
        BaselineVerdict.Improved => 1,
        _ => 0,
    };

    private static ShareChanges? SharesOf(Baseline baseline, Baseline measured, BaselineOptions options)
    {
        if (baseline.Profile is not { } before || measured.Profile is not { } after)
            return null;
        if (before.Event != after.Event || before.IsUserOnly != after.IsUserOnly)
            throw BaselineErrors.OtherEvent(NameOf(before), $"of {NameOf(after)}");
        return new ShareChanges(before, after, options.MinimumShare);
    }

    private static string NameOf(BaselineProfile profile) => profile.IsUserOnly ? profile.Event + ":u" : profile.Event;

    private static List<(BaselineKind Kind, BaselineSeries Before, BaselineSeries After)> SeriesOf(Baseline baseline, Baseline measured, BaselineOptions options)
    {
        var pairs = new List<(BaselineKind, BaselineSeries, BaselineSeries)>();
        foreach (string name in options.Counters ?? [.. baseline.Counters.Where(series => IsUsual(series, baseline)).Select(series => series.Name), .. baseline.Ratios.Select(series => series.Name)])
        {
            bool isAsked = options.Counters is not null;
            if (Find(baseline.Ratios, name) is { } ratio && Find(measured.Ratios, name) is { } ratioNow)
                pairs.Add((BaselineKind.Ratio, ratio, ratioNow));
            else if (Find(baseline.Counters, name) is { } counter && Find(measured.Counters, name) is { } counterNow && (isAsked || IsUsual(counter, baseline)))
                pairs.Add((BaselineKind.Counter, counter, counterNow));
            else if (isAsked)
                throw BaselineErrors.NoCounter(name, Find(baseline.Ratios, name) is null && Find(baseline.Counters, name) is null ? "The baseline" : measured.Name);
        }

        // A time says something of the machine first.
        foreach (var (kind, before, _) in pairs)
        {
            if (kind == BaselineKind.Counter && !IsTravelling(before.Name) && !baseline.Machine.HasTimesOf(measured.Machine))
                throw BaselineErrors.OtherMachine(before.Name, baseline.Machine, measured.Machine);
        }

        return pairs;
    }

    // What is compared without being asked for has to be the same in another run of the same program. Faults of a process that
    // has run other things before are its memory's history.
    private static bool IsUsual(BaselineSeries series, Baseline baseline) =>
        IsTravelling(series.Name) && !(baseline.IsBlock && EventName.Of(series.Name).Base == "page-faults");

    private static bool IsTravelling(string name) => s_travelling.Contains(EventName.Of(name).Base);

    private static BaselineSeries? Find(IReadOnlyList<BaselineSeries> list, string name) =>
        list.FirstOrDefault(series => string.Equals(series.Name, name, StringComparison.OrdinalIgnoreCase));
}
