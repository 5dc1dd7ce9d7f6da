using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Profiles.Comparison;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Profiles.Comparison;

public sealed class ProfileComparisonTests
{
    private const int SamplesOfFiveSeconds = 4995;
    private const int Pairs = 60;

    [Fact]
    public void Says_shares_difference_and_which_side_is_which()
    {
        var comparison = ProfileComparison.Of(Taken("old", [0, 0, 0, 1]), Taken("new", [0, 1, 1, 1]));
        Assert.Equal(2, comparison.Rows.Count);
        var row = comparison.Rows.Single(static row => row.Symbol == "a+0");
        Assert.Equal(
            ("cycles", "a", "old", "new", 0.75, 0.25, -0.5, 1 / 3.0, 3L, 1L, ShareChange.None, false),
            (row.Event, row.Image, row.Baseline, row.Capture, row.BaselineShare, row.Share, row.Difference, row.Ratio!.Value, row.BaselineSamples,
                row.Samples, row.Change, row.IsSignificant));
        Assert.Null(row.CallStack);
        Assert.Empty(comparison.Notices);
    }

    [Fact]
    public void Names_what_is_new_and_what_is_gone()
    {
        var comparison = ProfileComparison.Of(Taken("old", Repeat(2000, 0, 1)), Taken("new", Repeat(2000, 0, 2)));
        Assert.Equal(
            [("a+1", ShareChange.Removed, true, (double?)0), ("a+2", ShareChange.New, true, null), ("a+0", ShareChange.None, false, 1.0)],
            comparison.Rows.Select(static row => (row.Symbol, row.Change, row.IsSignificant, row.Ratio)));
    }

    [Fact]
    public void Knows_functions_by_the_file_name_of_their_image()
    {
        var comparison = ProfileComparison.Of(Taken("old", [0], image: "/before/prog"), Taken("new", [0], image: "/after/prog"), new() { MinimumShare = 0 });
        Assert.Equal(["/before/prog+0 prog Removed", "/after/prog+0 prog New"], comparison.Rows.OrderBy(static row => row.Symbol, StringComparer.Ordinal).Reverse().Select(static row => $"{row.Symbol} {row.Image} {row.Change}"));
    }

    [Fact]
    public void Compares_call_chains_and_what_functions_called()
    {
        var old = Taken("old", [0, 0, 1, 1], caller: 3);
        var changed = Taken("new", [0, 1, 1, 1], caller: 3);
        var row = ProfileComparison.Of(old, changed, new() { By = ComparisonKey.Stack }).Rows[0];
        Assert.Equal(("a+3;a+0", "a+0", 0.5, 0.25), (row.CallStack, row.Symbol, row.BaselineShare, row.Share));
        var caller = ProfileComparison.Of(old, changed, new() { WithCallees = true }).Rows.Single(static row => row.Symbol == "a+3");
        Assert.Equal((1.0, 1.0), (caller.BaselineShare, caller.Share));
    }

    [Fact]
    public void Says_which_events_it_did_not_compare()
    {
        var comparison = ProfileComparison.Of(Taken("old", [0], eventName: "cycles"), Taken("new", [0], eventName: "faults"));
        Assert.Empty(comparison.Rows);
        Assert.Equal(["OProfEventNotCompared", "OProfEventNotCompared"], comparison.Notices.Select(static notice => notice.Id));
    }

    [Fact]
    public void Leaves_out_small_shares_that_are_not_significant()
    {
        var comparison = ProfileComparison.Of(Taken("old", Repeat(1000, 0, 1)), Taken("new", [.. Repeat(1000, 0, 1), 5]), new() { MinimumShare = 0.01 });
        Assert.Equal(["a+0", "a+1"], comparison.Rows.Select(static row => row.Symbol).Order(StringComparer.Ordinal));
    }

    // Each sample by itself falls into a function with its probability: the worst that sampling itself can do.
    [Fact]
    public void Finds_a_function_that_goes_from_20_to_24_percent_in_19_of_20_pairs() =>
        Assert.InRange(Significant(24, dwell: 1, seed: 1).Right, 0.95 * Pairs, Pairs);

    [Fact]
    public void Finds_nothing_in_two_captures_of_one_program_in_19_of_20_pairs() =>
        Assert.InRange(Significant(20, dwell: 1, seed: 2).Any, 0, 0.05 * Pairs);

    // 20 samples in one function, and then 20 in another, as if there were a fortieth of the samples: taken for samples by
    // chance, almost all pairs would differ. Phases a tenth as long as a slice are seen almost whole.
    [Fact]
    public void Finds_nothing_in_programs_with_phases_in_9_of_10_pairs() =>
        Assert.InRange(Significant(20, dwell: 20, seed: 3).Any, 0, 0.1 * Pairs);

    // What a program does in its order is no chance: here a second of what was not there before.
    [Fact]
    public void Finds_what_was_added_at_the_end()
    {
        var random = new Random(5);
        int[] added = [.. Chance(random, 20, 1), .. Enumerable.Repeat(7, 1000)];
        var row = ProfileComparison.Of(Taken("old", Chance(random, 20, 1)), Taken("new", added)).Rows[0];
        Assert.Equal(("a+7", ShareChange.New, true), (row.Symbol, row.Change, row.IsSignificant));
    }

    // So many phases that the difference shows in spite of them.
    [Fact]
    public void Finds_a_difference_between_programs_with_phases() =>
        Assert.InRange(Significant(40, dwell: 10, seed: 4).Right, 0.95 * Pairs, Pairs);

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(1, 0.1)]
    [InlineData(0.05, 1.5)]
    public void Refuses_levels_and_shares_that_are_none(double level, double share) => Assert.Throws<ArgumentOutOfRangeException>(
        () => ProfileComparison.Of(Taken("old", [0]), Taken("new", [0]), new() { SignificanceLevel = level, MinimumShare = share }));

    private static (int Right, int Any) Significant(int percent, int dwell, int seed)
    {
        var random = new Random(seed);
        int right = 0;
        int any = 0;
        for (int pair = 0; pair < Pairs; pair++)
        {
            var rows = ProfileComparison.Of(Taken("old", Chance(random, 20, dwell)), Taken("new", Chance(random, percent, dwell))).Rows;
            right += rows.Any(static row => row.Symbol == "a+0" && row.Change == ShareChange.Increased) ? 1 : 0;
            any += rows.Any(static row => row.IsSignificant) ? 1 : 0;
        }

        return (right, any);
    }

    // Function 0 has that many percent; five others share the rest.
    private static int[] Chance(Random random, int percent, int dwell)
    {
        var functions = new int[SamplesOfFiveSeconds];
        int function = 0;
        for (int sample = 0; sample < functions.Length; sample++)
        {
            if (sample == 0 || random.Next(dwell) == 0)
                function = random.Next(100) < percent ? 0 : 1 + random.Next(5);
            functions[sample] = function;
        }

        return functions;
    }

    private static int[] Repeat(int times, params int[] functions) => [.. Enumerable.Range(0, times).Select(index => functions[index % functions.Length])];

    private static Profile Taken(string name, int[] functions, string image = "a", int? caller = null, string eventName = "cycles")
    {
        var source = new SyntheticSource(eventName);
        ulong cookie = source.Image(image);
        int task = source.Task(1, 1, "x");
        var stacks = new Dictionary<int, int>();
        foreach (int function in functions)
        {
            if (!stacks.TryGetValue(function, out int stack))
            {
                (ulong, ulong, ProcessorMode)[] own = [(cookie, (ulong)(function * 16), ProcessorMode.User)];
                stack = stacks[function] = source.Chain(caller is null ? own : [.. own, (cookie, ((ulong)caller * 16) + 8, ProcessorMode.User)]);
            }

            source.Sample(task, stack);
        }

        source.Complete();
        return Profile.Of(source.Resolver(), name);
    }
}
