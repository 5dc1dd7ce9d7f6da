using OProf.Analysis.Profiles.Live;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Profiles.Live;

public sealed class LiveTopTests
{
    private const ProcessorMode User = ProcessorMode.User;

    [Fact]
    public void Says_the_last_interval_and_the_whole()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("/a");
        int task = source.Task(1, 1, "x");
        int f = source.Chain((a, 0x10, User)), g = source.Chain((a, 0x20, User)), same = source.Chain((a, 0x18, User));

        // What was there before belongs to the whole only.
        source.Sample(task, f, period: 30);
        var top = new LiveTop(source.Resolver(), null, LiveKey.Symbol);
        source.Sample(task, g, period: 10);
        source.Sample(task, same, period: 30);
        source.Sample(task, same, period: 30);
        var first = top.Refresh();
        Assert.Equal((1, 3L, 4L), (first.Refresh, first.Samples, first.OverallSamples));
        Assert.Equal(
            [("/a+1", "/a", 2L, 60.0 / 70, 3L, 0.9), ("/a+2", "/a", 1L, 10.0 / 70, 1L, 0.1)],
            first.Rows.Select(static row => (row.Symbol!, row.Image!, row.Samples, row.Share, row.OverallSamples, row.OverallShare)));
        Assert.All(first.Rows, static row => Assert.Equal(("cycles", (int?)null, (string?)null), (row.Event, row.ProcessId, row.Command)));

        source.Sample(task, g, period: 100);
        var second = top.Refresh();
        Assert.Equal([("/a+2", 1L, 1.0, 0.55), ("/a+1", 0L, 0.0, 0.45)], second.Rows.Select(static row => (row.Symbol!, row.Samples, row.Share, row.OverallShare)));
        var quiet = top.Refresh();
        Assert.Equal((3, 0L, 5L), (quiet.Refresh, quiet.Samples, quiet.OverallSamples));
        Assert.All(quiet.Rows, static row => Assert.Equal((0L, 0.0), (row.Samples, row.Share)));
    }

    [Fact]
    public void Takes_all_of_a_session_that_has_ended()
    {
        var source = new SyntheticSource();
        source.Sample(source.Task(1, 1, "x"), source.Chain((source.Image("/a"), 0x10, User)));
        source.Complete();
        var top = new LiveTop(source.Resolver(), null, LiveKey.Image);
        var row = Assert.Single(top.Refresh().Rows);
        Assert.Equal(("/a", null, 1L, 1.0), (row.Image, row.Symbol, row.Samples, row.Share));
        Assert.True(top.IsAtEnd);
    }

    [Fact]
    public void Moves_what_gets_its_name_later()
    {
        var source = new SyntheticSource();
        int task = source.Task(7, 7, "x");
        int code = source.Chain((Cookie.NoCookie, 0x40, User));
        var names = new SpelledNames();
        names.Names["j7+4"] = null;
        var top = new LiveTop(source.Resolver(names), null, LiveKey.Symbol);
        source.Sample(task, code);
        source.Sample(task, code);
        Assert.Equal("[unknown]", Assert.Single(top.Refresh().Rows).Symbol);

        // While a source runs, what was unknown is asked for again a second later at most; once it has ended, at once.
        names.Names["j7+4"] = "Jitted";
        source.Complete();
        var row = Assert.Single(top.Refresh().Rows);
        Assert.Equal(("Jitted", 0L, 2L, 1.0), (row.Symbol, row.Samples, row.OverallSamples, row.OverallShare));
    }

    [Fact]
    public void Shows_tasks_under_their_last_name()
    {
        var source = new SyntheticSource();
        ulong sh = source.Image("/sh"), ls = source.Image("/ls");
        int chain = source.Chain((0, 0x10, ProcessorMode.Kernel));
        var processes = new LiveTop(source.Resolver(), null, LiveKey.Process);
        var threads = new LiveTop(source.Resolver(), null, LiveKey.Thread);
        source.Sample(-1, chain);
        source.Sample(source.Task(5, 5, "sh", sh), chain);
        source.Sample(source.Task(5, 6, "worker", sh), chain);
        source.Sample(source.Task(5, 6, "renamed", sh), chain);
        source.Sample(source.Task(5, 5, "ls", ls), chain);
        Assert.Equal(
            [(-1, ":-1", 1L), (5, "ls", 1L), (5, "sh", 3L)],
            processes.Refresh().Rows.Select(static row => (row.ProcessId ?? -1, row.Command!, row.Samples)).Order());
        Assert.Equal(
            [(5, 5, "ls", 1L), (5, 5, "sh", 1L), (5, 6, "renamed", 2L)],
            threads.Refresh().Rows.Where(static row => row.ThreadId > 0).Select(static row => (row.ProcessId!.Value, row.ThreadId!.Value, row.Command!, row.Samples)).Order());
    }

    [Fact]
    public void Keeps_events_apart_and_limits_the_rows_of_each()
    {
        var source = new SyntheticSource("cycles", "page-faults");
        ulong a = source.Image("/a");
        int task = source.Task(1, 1, "x");
        var top = new LiveTop(source.Resolver(), null, LiveKey.Symbol);
        var faults = new LiveTop(source.Resolver(), null, LiveKey.Symbol, ["page-faults"]);
        for (ulong place = 0x10; place <= 0x50; place += 0x10)
        {
            source.Sample(task, source.Chain((a, place, User)), place);
            source.Sample(task, source.Chain((a, place, User)), 1, eventIndex: 1);
        }

        var snapshot = top.Refresh(first: 2);
        Assert.True(snapshot.HasSeveralEvents);
        Assert.Equal(10, snapshot.RowCount);
        Assert.Equal(
            [("cycles", "/a+5"), ("cycles", "/a+4"), ("page-faults", "/a+1"), ("page-faults", "/a+2")],
            snapshot.Rows.Select(static row => (row.Event!, row.Symbol!)));
        Assert.Equal(5, faults.Refresh().Rows.Count);
    }

    [Fact]
    public void Counts_hits_of_markers()
    {
        var source = new SyntheticSource();
        ulong read = source.Kind("app:read"), write = source.Kind("app:write");
        var top = new LiveTop(source.Resolver(), null, LiveKey.Marker);
        source.Hit(read);
        source.Hit(write);
        source.Hit(write);
        source.Hit(0x20);
        source.Sample(source.Task(1, 1, "x"), source.Chain((0, 0x10, ProcessorMode.Kernel)));
        Assert.Equal([("app:write", 2L, null), ("app:read", 1L, null)], top.Refresh().Rows.Select(static row => (row.Marker!, row.Samples, row.Event)));
    }

    [Fact]
    public void Says_what_was_lost_in_the_interval()
    {
        var ledger = new CpuLedger(0);
        var source = new SyntheticSource { Ledger = [ledger] };
        var top = new LiveTop(source.Resolver(), null, LiveKey.Symbol);
        ledger.CountReceived(10);
        for (int lost = 0; lost < 3; lost++)
            ledger.CountLost(LossCause.Malformed);
        ledger.CountLost(LossCause.AfterEnd);
        var first = top.Refresh();
        Assert.Equal((3L, 3L), (first.Lost, first.OverallLost));
        var second = top.Refresh();
        Assert.Equal((0L, 3L), (second.Lost, second.OverallLost));
    }

    [Fact]
    public void Ends_early()
    {
        var source = new SyntheticSource();
        int task = source.Task(1, 1, "x");
        int chain = source.Chain((0, 0x10, ProcessorMode.Kernel));
        for (int sample = 0; sample < 70_000; sample++)
            source.Sample(task, chain);
        Assert.Throws<OperationCanceledException>(() => new LiveTop(source.Resolver(), null, LiveKey.Symbol, cancellation: new CancellationToken(true)));
    }
}
