using System.Globalization;
using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Profiles.Comparison;

/// <summary>What differs between a baseline and another capture.</summary>
public sealed class ProfileComparison
{
    private const string EventNotCompared = "OProfEventNotCompared";

    private ProfileComparison(IReadOnlyList<ComparisonRow> rows, IReadOnlyList<SessionNotice> notices)
    {
        Rows = rows;
        Notices = notices;
    }

    /// <summary>The rows: those that are significant first, each with the largest differences first; each event by itself.</summary>
    public IReadOnlyList<ComparisonRow> Rows { get; }

    /// <summary>What was not compared; the profiles' own notices are theirs.</summary>
    public IReadOnlyList<SessionNotice> Notices { get; }

    /// <summary>Compares two profiles.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="other">What is compared with it.</param>
    /// <param name="options">How; null for by symbol.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level or the least share is none.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ProfileComparison Of(
        Profile baseline, Profile other, ComparisonOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(other);
        options ??= new ComparisonOptions();
        if (options.SignificanceLevel is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.SignificanceLevel, "A level is above 0 and below 1.");
        if (options.MinimumShare is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), options.MinimumShare, "A share is from 0 to 1.");

        var names = new ComparedNames();
        var rows = new List<ComparisonRow>();
        var notices = new List<SessionNotice>();
        var before = KeysOf(baseline, names, options);
        var after = KeysOf(other, names, options);
        for (int index = 0; index < baseline.Events.Count; index++)
        {
            string name = baseline.Events[index].Name;
            int otherIndex = IndexOf(other, name);
            if (otherIndex < 0)
            {
                notices.Add(NotCompared(name, other));
                continue;
            }

            rows.AddRange(Compare(
                name, SlicedShares.Count(baseline, index, before, cancellation), SlicedShares.Count(other, otherIndex, after, cancellation)));
        }

        notices.AddRange(other.Events.Where(row => IndexOf(baseline, row.Name) < 0).Select(row => NotCompared(row.Name, baseline)));
        return new ProfileComparison(rows, notices);

        IEnumerable<ComparisonRow> Compare(string name, SlicedShares first, SlicedShares second) =>
            Tests(first, second, names, options)
                .Select(test => RowOf(name, test))
                .Where(row => row.IsSignificant || Math.Max(row.BaselineShare, row.Share) >= options.MinimumShare)
                .OrderByDescending(static row => row.IsSignificant)
                .ThenByDescending(static row => Math.Abs(row.Difference))
                .ThenBy(static row => row.Symbol, StringComparer.Ordinal)
                .ThenBy(static row => row.Image, StringComparer.Ordinal)
                .ThenBy(static row => row.CallStack, StringComparer.Ordinal);

        ComparisonRow RowOf(string name, in ShareTestResult test)
        {
            bool byStack = options.By == ComparisonKey.Stack;
            var (symbol, image) = names.NameOf(byStack ? names.FunctionOf(test.Key) : test.Key);
            return new ComparisonRow(name, symbol, image, byStack ? names.TextOf(test.Key) : null, test, baseline.Name, other.Name);
        }
    }

    private static ShareTestResult[] Tests(SlicedShares baseline, SlicedShares other, ComparedNames names, ComparisonOptions options)
    {
        var tests = ShareTests.Run(baseline, other, options.By == ComparisonKey.Stack ? names.StackCount : names.FunctionCount);
        MultipleTests.Adjust(tests, (double)other.Samples / (baseline.Samples + other.Samples), options.SignificanceLevel);
        return tests;
    }

    private static IStackKeys KeysOf(Profile profile, ComparedNames names, ComparisonOptions options)
    {
        if (options.By == ComparisonKey.Stack)
            return new WholeStackKeys(names.Stacks(profile));
        var functions = names.Functions(profile);
        return options.WithCallees ? new ChainKeys(profile, functions) : new LeafKeys(profile, functions);
    }

    private static int IndexOf(Profile profile, string name)
    {
        for (int index = 0; index < profile.Events.Count; index++)
        {
            if (profile.Events[index].Name == name)
                return index;
        }

        return -1;
    }

    private static SessionNotice NotCompared(string name, Profile without) => new(EventNotCompared, string.Create(
        CultureInfo.InvariantCulture, $"{without.Name} has no samples of {name}, so that was not compared."));
}
