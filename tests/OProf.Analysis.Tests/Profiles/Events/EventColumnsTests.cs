using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.Events;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Profiles.Events;

public sealed class EventColumnsTests
{
    private const ProcessorMode User = ProcessorMode.User;

    [Fact]
    public void Have_a_column_for_each_event()
    {
        var source = new SyntheticSource("cycles", "instructions", "page-faults");
        ulong a = source.Image("a");
        int task = source.Task(1, 1, "x");
        int f = source.Chain((a, 0x28, User), (a, 0x18, User)), main = source.Chain((a, 0x18, User));
        source.Sample(task, f, period: 300);
        source.Sample(task, main, period: 100);
        source.Sample(task, f, period: 450, eventIndex: 1);
        source.Sample(task, f, period: 150, eventIndex: 1);
        source.Complete();
        var report = Columns(source, [ProfileKey.Symbol]);

        // An event without a sample has no column.
        Assert.Equal([("cycles", "Cycles", 2L, 400L), ("instructions", "Instructions", 2L, 600L)], report.Events.Select(static column => (column.Name, column.Prefix, column.Samples, column.Period)));
        Assert.Equal([ProfileKey.Symbol], report.By);
        Assert.Equal(4, report.Samples);
        Assert.Equal(["a+2", "a+1"], report.Rows.Select(static row => row.Symbol));
        var inner = report.Rows[0];
        Assert.Equal(("cycles", 1L, 300L, 0.75, 0.75), (inner.Event, inner.Samples, inner.Period, inner.Share, inner.Total));
        Assert.Equal([(1L, 300L, 1L, 0.75, 0.75), (2L, 600L, 2L, 1.0, 1.0)], inner.GetEvents().Select(static e => (e.Samples, e.Period, e.TotalSamples, e.Share, e.Total)));
        Assert.Equal([(1L, 100L, 2L, 0.25, 1.0), (0L, 0L, 2L, 0.0, 1.0)], report.Rows[1].GetEvents().Select(static e => (e.Samples, e.Period, e.TotalSamples, e.Share, e.Total)));
        Assert.Equal([("Ipc", 2.0), ("Ipc", 0.0)], report.Rows.Select(static row => (row.GetRatios()[0].Ratio.Name, row.GetRatios()[0].Value!.Value)));
    }

    [Fact]
    public void Are_rows_where_the_event_is_a_key_or_alone()
    {
        var source = new SyntheticSource("cycles", "instructions");
        int chain = source.Chain((source.Image("a"), 0x28, User));
        source.Sample(source.Task(1, 1, "x"), chain);
        var one = Columns(source, [ProfileKey.Symbol]);
        Assert.Empty(one.Events);
        Assert.Empty(Assert.Single(one.Rows).GetEvents());
        Assert.Null(one.Rows[0].Event);
        source.Sample(source.Task(1, 1, "x"), chain, eventIndex: 1);
        Assert.Equal(["cycles", "instructions"], Columns(source, [ProfileKey.Event]).Rows.Select(static row => row.Event));
    }

    [Fact]
    public void Take_the_values_of_groups()
    {
        var source = new SyntheticSource("cycles", "instructions", "cache-misses") { EventGroups = [[0, 1, 2], [], []] };
        int task = source.Task(1, 1, "x");
        int f = source.Chain((source.Image("a"), 0x28, User)), g = source.Chain((source.Image("a"), 0x38, User));
        source.Sample(task, f, period: 100, values: [110, 220, 0]);
        source.Sample(task, f, period: 100, values: [90, 80, 3]);
        source.Sample(task, g, period: 100, values: [100, 25, 1]);
        var report = Columns(source, [ProfileKey.Symbol]);
        Assert.Equal(
            [(2L, 200L), (2L, 300L), (1L, 3L)],
            report.Rows[0].GetEvents().Select(static e => (e.Samples, e.Period)));
        Assert.Equal([1.5, 0.25], report.Rows.Select(static row => row.GetRatios()[0].Value!.Value));

        var rows = SampleReport.Measure(source.Resolver(), [ProfileKey.Symbol, ProfileKey.Event]).Rows;
        Assert.Equal([("cache-misses", 1L), ("cache-misses", 1L), ("cycles", 2L), ("cycles", 1L), ("instructions", 2L), ("instructions", 1L)], rows.Select(static row => (row.Event!, row.Samples)));
    }

    [Fact]
    public void Are_the_same_from_samples()
    {
        var source = new SyntheticSource("cycles", "instructions") { EventGroups = [[0, 1], []] };
        int task = source.Task(1, 1, "x");
        for (ulong place = 0; place < 20; place++)
            source.Sample(task, source.Chain((source.Image("a"), place * 8, User)), place + 1, values: [place + 1, 3 * place]);
        var resolver = source.Resolver();
        var builder = new SampleReportBuilder([ProfileKey.Symbol]) { HasEventColumns = true };
        foreach (var sample in resolver.Samples())
            builder.Add(sample);
        Assert.Equal(Lines(SampleReport.Measure(resolver, [ProfileKey.Symbol], eventColumns: true)), Lines(builder.Build()));
    }

    [Fact]
    public void Sort_by_the_next_event_what_the_first_has_nothing_of()
    {
        var source = new SyntheticSource("cycles", "page-faults");
        int task = source.Task(1, 1, "x");
        ulong a = source.Image("a");
        source.Sample(task, source.Chain((a, 0x10, User)));
        source.Sample(task, source.Chain((a, 0x20, User)), 2, eventIndex: 1);
        source.Sample(task, source.Chain((a, 0x30, User)), 5, eventIndex: 1);
        Assert.Equal(["a+1", "a+3", "a+2"], Columns(source, [ProfileKey.Symbol]).Rows.Select(static row => row.Symbol));
    }

    [Theory]
    [InlineData("cycles", "Cycles")]
    [InlineData("cache-misses:u", "CacheMissesU")]
    [InlineData("dTLB-load-misses", "DTLBLoadMisses")]
    [InlineData("cpu/event=0xc0,umask=1/", "CpuEvent0xc0Umask1")]
    [InlineData("sched:sched_switch", "SchedSchedSwitch")]
    [InlineData("r1a8", "R1a8")]
    [InlineData("0x1a8", "Event0x1a8")]
    [InlineData("//", "Event")]
    [InlineData("total", "Total2")]
    public void Have_names_of_letters_and_digits(string name, string prefix) => Assert.Equal([prefix], EventColumns.Prefixes([name]));

    [Fact]
    public void Have_names_of_their_own() =>
        Assert.Equal(["Cycles", "Cycles2", "CYCLES3", "CyclesTotal2"], EventColumns.Prefixes(["cycles", "-cycles", "CYCLES", "cycles:total"]));

    [Fact]
    public void Make_the_ratios_that_perf_knows()
    {
        string[] events = ["cycles", "instructions", "cache-misses", "cache-references", "branch-misses", "branches", "dTLB-load-misses", "dTLB-loads",
            "L1-dcache-load-misses", "instructions:u", "cycles:u", "LLC-load-misses", "stalled-cycles-frontend"];
        Assert.Equal(
            [("Ipc", 1, 0), ("CacheMissRate", 2, 3), ("BranchMissRate", 4, 5), ("DTLBLoadMissRate", 6, 7), ("IpcU", 9, 10), ("FrontendStallRate", 12, 0)],
            EventRatio.Of(events).Select(static ratio => (ratio.Name, ratio.Numerator, ratio.Denominator)));
        Assert.Empty(EventRatio.Of(["instructions:u", "cycles"]));
        Assert.Empty(EventRatio.Of(["cpu-clock", "page-faults"]));
    }

    [Fact]
    public void Have_no_ratio_by_nothing()
    {
        var source = new SyntheticSource("instructions", "cycles");
        int task = source.Task(1, 1, "x");
        source.Sample(task, source.Chain((source.Image("a"), 0x10, User)));
        source.Sample(task, source.Chain((source.Image("a"), 0x20, User)), eventIndex: 1);
        Assert.Equal([null, 0.0], Columns(source, [ProfileKey.Symbol]).Rows.Select(static row => row.GetRatios()[0].Value));
    }

    private static SampleReport Columns(SyntheticSource source, ProfileKey[] by) => SampleReport.Measure(source.Resolver(), by, eventColumns: true);

    private static IEnumerable<string> Lines(SampleReport report) => report.Rows.Select(static row =>
        $"{row.Symbol} {string.Join(' ', row.GetEvents())} {string.Join(' ', row.GetRatios())}");
}
