using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Profiles;

public sealed class SampleReportTests
{
    private const ProcessorMode User = ProcessorMode.User;
    private const ProcessorMode Kernel = ProcessorMode.Kernel;

    [Fact]
    public void Weighs_by_period_and_counts_callers_once()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        int task = source.Task(1, 1, "x");

        // main calls work, work calls itself; then main alone.
        source.Sample(task, source.Chain((a, 0x28, User), (a, 0x28, User), (a, 0x18, User)), period: 30);
        source.Sample(task, source.Chain((a, 0x18, User)), period: 10);
        source.Complete();
        var report = SampleReport.Measure(source.Resolver(), [ProfileKey.Symbol]);

        Assert.Equal(2, report.Rows.Count);
        var work = report.Rows[0];
        Assert.Equal(("a", "a+2", 1L, 30L, 0.75, 0.75, 1L), (work.Image, work.Symbol, work.Samples, work.Period, work.Share, work.Total, work.TotalSamples));
        var main = report.Rows[1];
        Assert.Equal(("a", "a+1", 1L, 10L, 0.25, 1.0, 2L), (main.Image, main.Symbol, main.Samples, main.Period, main.Share, main.Total, main.TotalSamples));
        Assert.Equal([ProfileKey.Symbol], report.By);
        Assert.Equal(2, report.Samples);
        Assert.Empty(report.Notices);
        Assert.Null(main.Event);
        Assert.Null(main.Command);
        Assert.Null(main.Cpu);
    }

    [Fact]
    public void Has_a_row_for_what_only_calls()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        source.Sample(source.Task(1, 1, "x"), source.Chain((a, 0x28, User), (a, 0x18, User)));
        var caller = SampleReport.Measure(source.Resolver(), [ProfileKey.Symbol]).Rows[1];
        Assert.Equal(("a+1", 0L, 0.0, 1.0), (caller.Symbol, caller.Samples, caller.Share, caller.Total));
    }

    [Fact]
    public void Counts_by_number_where_there_are_no_periods()
    {
        var source = new SyntheticSource();
        for (int index = 0; index < 4; index++)
            source.Sample(source.Task(1, 1, "x"), source.Chain((0, index == 0 ? 0x10ul : 0x20, Kernel)), period: 0);
        var report = SampleReport.Measure(source.Resolver(), [ProfileKey.Symbol]);
        Assert.Equal([0.75, 0.25], report.Rows.Select(static row => row.Share));
    }

    [Fact]
    public void Takes_the_event_for_a_key_where_there_are_several()
    {
        var source = new SyntheticSource("cycles", "page-faults");
        int task = source.Task(1, 1, "x");
        int stack = source.Chain((0, 0x10, Kernel));
        source.Sample(task, stack, period: 1000);
        source.Sample(task, stack, period: 3, eventIndex: 1);
        source.Sample(task, source.Chain((0, 0x20, Kernel)), period: 1, eventIndex: 1);

        var report = SampleReport.Measure(source.Resolver(), [ProfileKey.Symbol]);
        Assert.Equal([ProfileKey.Event, ProfileKey.Symbol], report.By);
        Assert.Equal([("cycles", 1.0), ("page-faults", 0.75), ("page-faults", 0.25)], report.Rows.Select(static row => (row.Event!, row.Share)));

        var one = SampleReport.Measure(source.Resolver(), [ProfileKey.Symbol], ["page-faults"]);
        Assert.Equal([ProfileKey.Symbol], one.By);
        Assert.Equal(2, one.Samples);
        Assert.Equal([0.75, 0.25], one.Rows.Select(static row => row.Share));
    }

    [Fact]
    public void Shows_the_mode_of_each_frame()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        int task = source.Task(1, 1, "x");
        source.Sample(task, source.Chain((0, 0x10, Kernel), (a, 0x18, User)));
        source.Sample(task, source.Chain((a, 0x18, User)));
        var rows = SampleReport.Measure(source.Resolver(), [ProfileKey.Mode]).Rows.ToDictionary(static row => row.Mode!.Value);
        Assert.Equal((0.5, 0.5), (rows[Kernel].Share, rows[Kernel].Total));
        Assert.Equal((0.5, 1.0), (rows[User].Share, rows[User].Total));
    }

    [Fact]
    public void Tells_processes_apart_by_program_and_threads_by_id()
    {
        var source = new SyntheticSource();
        ulong sh = source.Image("sh");
        ulong ls = source.Image("ls");
        int stack = source.Chain((0, 0x10, Kernel));
        source.Sample(source.Task(5, 5, "sh", sh), stack);
        source.Sample(source.Task(5, 5, "ls", ls), stack);
        source.Sample(source.Task(5, 6, "pool", ls), stack);
        source.Sample(source.Task(5, 6, "pool-renamed", ls), stack);

        var processes = SampleReport.Measure(source.Resolver(), [ProfileKey.Process]);
        Assert.Equal([("ls", 3L), ("sh", 1L)], processes.Rows.Select(static row => (row.Command!, row.Samples)));
        Assert.All(processes.Rows, static row => Assert.Equal(5, row.ProcessId));
        Assert.All(processes.Rows, static row => Assert.Null(row.ThreadId));

        var threads = SampleReport.Measure(source.Resolver(), [ProfileKey.Thread]);
        Assert.Equal(
            [(6, "pool-renamed", 2L), (5, "ls", 1L), (5, "sh", 1L)],
            threads.Rows.Select(static row => (row.ThreadId!.Value, row.Command!, row.Samples)).OrderByDescending(static row => row.Item3).ThenBy(static row => row.Item2));
    }

    [Fact]
    public void Measures_control_groups_and_threads_whatever_group_they_were_in()
    {
        var source = new SyntheticSource();
        int stack = source.Chain((0, 0x10, Kernel));
        source.Sample(source.Task(5, 5, "sh", 0, "/a"), stack, period: 4);
        source.Sample(source.Task(5, 6, "sh", 0, "/b"), stack, period: 2);
        source.Sample(source.Task(5, 5, "sh", 0, "/b"), stack);
        source.Sample(source.Task(7, 7, "ls"), stack);
        source.Sample(-1, stack);
        Assert.Equal(
            [("/a", 1L, 4L), ("/b", 2L, 3L), ("[unknown]", 2L, 2L)],
            SampleReport.Measure(source.Resolver(), [ProfileKey.Cgroup]).Rows.Select(static row => (row.Cgroup!, row.Samples, row.Period)));
        Assert.Equal(
            [("/a", 5, "sh", 1L), ("/b", 5, "sh", 2L), ("[unknown]", -1, ":-1", 1L), ("[unknown]", 7, "ls", 1L)],
            SampleReport.Measure(source.Resolver(), [ProfileKey.Cgroup, ProfileKey.Process]).Rows
                .Select(static row => (row.Cgroup!, row.ProcessId!.Value, row.Command!, row.Samples)));

        // What is put together by thread knows nothing of groups.
        var threads = SampleReport.Measure(source.Resolver(), [ProfileKey.Thread]).Rows;
        Assert.Equal([(5, 2L), (6, 1L), (-1, 1L), (7, 1L)], threads.Select(static row => (row.ThreadId!.Value, row.Samples)));
        Assert.All(threads, static row => Assert.Null(row.Cgroup));
        Assert.Equal(["/a", "/b", "/b", null, null], source.Resolver().Samples().Select(static sample => sample.Cgroup));
    }

    [Theory]
    [InlineData(true, "[unknown]", "[unknown]")]
    [InlineData(false, "[unknown]", "/a")]
    [InlineData(false)]
    public void A_capture_that_tells_no_groups_says_so(bool says, params string[] groups)
    {
        Assert.Equal(says, CgroupNotice.Of([ProfileKey.Cgroup], groups) is not null);
        Assert.Null(CgroupNotice.Of([ProfileKey.Cpu], groups));
    }

    [Fact]
    public void Measures_tasks_that_have_no_row()
    {
        var source = new SyntheticSource();
        source.Sample(-1, source.Chain((0, 0x10, Kernel)));
        var row = Assert.Single(SampleReport.Measure(source.Resolver(), [ProfileKey.Thread]).Rows);
        Assert.Equal((-1, -1, ":-1"), (row.ProcessId!.Value, row.ThreadId!.Value, row.Command!));
    }

    [Fact]
    public void Puts_together_by_several_keys()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        ulong b = source.Image("b");
        int task = source.Task(1, 1, "x");
        source.Sample(task, source.Chain((a, 0x18, User), (b, 0x18, User)), cpu: 0);
        source.Sample(task, source.Chain((a, 0x28, User), (b, 0x18, User)), cpu: 1);
        source.Sample(task, source.Chain((a, 0x38, User), (b, 0x18, User)), cpu: 1);
        var report = SampleReport.Measure(source.Resolver(), [ProfileKey.Cpu, ProfileKey.Image]);
        Assert.Equal(
            [(0, "a", 1L, 1L), (0, "b", 0L, 1L), (1, "a", 2L, 2L), (1, "b", 0L, 2L)],
            report.Rows.Select(static row => (row.Cpu!.Value, row.Image!, row.Samples, row.TotalSamples)).OrderBy(static row => row));
        Assert.Equal(1.0, report.Rows.Sum(static row => row.Share), 12);
    }

    [Fact]
    public void Without_a_key_there_is_one_row()
    {
        var source = new SyntheticSource();
        source.Sample(source.Task(1, 1, "x"), source.Chain((0, 0x10, Kernel)), period: 4);
        var row = Assert.Single(SampleReport.Measure(source.Resolver(), []).Rows);
        Assert.Equal((1L, 4L, 1.0, 1.0), (row.Samples, row.Period, row.Share, row.Total));
    }

    [Fact]
    public void Of_no_samples_has_no_rows()
    {
        var source = new SyntheticSource();
        source.Complete();
        var report = SampleReport.Measure(source.Resolver(), [ProfileKey.Symbol]);
        Assert.Empty(report.Rows);
        Assert.Equal(0, report.Samples);
        Assert.Empty(report.Notices);
    }

    [Fact]
    public void Is_the_same_from_a_stream_and_from_objects()
    {
        var resolver = Random(5000).Resolver();
        ProfileKey[] by = [ProfileKey.Process, ProfileKey.Symbol, ProfileKey.Mode];
        var builder = new SampleReportBuilder(by);
        foreach (var sample in resolver.Samples())
            builder.Add(sample);
        Assert.Equal(Lines(SampleReport.Measure(resolver, by)), Lines(builder.Build()));
    }

    /// <summary>Against a model that knows nothing of numbers: each sample's frames by their names, as a set.</summary>
    [Fact]
    public void Agrees_with_a_model_on_random_samples()
    {
        var resolver = Random(5000).Resolver();
        var self = new Dictionary<string, long>();
        var total = new Dictionary<string, long>();
        long all = 0;
        foreach (var sample in resolver.Samples())
        {
            string group = $"{sample.Cpu} {sample.ProcessId}";
            self[$"{group} {sample.Image} {sample.Symbol}"] = self.GetValueOrDefault($"{group} {sample.Image} {sample.Symbol}") + sample.Period;
            foreach (string key in sample.GetFrames().Select(frame => $"{group} {frame.Image} {frame.Symbol}").Distinct())
                total[key] = total.GetValueOrDefault(key) + sample.Period;
            all += sample.Period;
        }

        var report = SampleReport.Measure(resolver, [ProfileKey.Cpu, ProfileKey.Process, ProfileKey.Symbol]);
        Assert.Equal(total.Count, report.Rows.Count);
        foreach (var row in report.Rows)
        {
            string key = $"{row.Cpu} {row.ProcessId} {row.Image} {row.Symbol}";
            Assert.Equal(self.GetValueOrDefault(key), row.Period);
            Assert.Equal((double)total[key] / all, row.Total, 12);
        }
    }

    [Fact]
    public void Says_losses_guesses_and_names_that_are_missing()
    {
        var ledger = new CpuLedger(0);
        ledger.CountReceived(5);
        ledger.CountDelivered();
        ledger.CountDelivered();
        ledger.CountLost(LossCause.KernelLostSample, 2);
        ledger.CountLost(LossCause.AfterEnd, 1);
        var source = new SyntheticSource { Ledger = [ledger] };
        source.Said.Add(new SessionNotice("OProfFallback", "cycles became cpu-clock."));
        source.Sample(source.Task(1, 1, "x"), new StackFrame(source.Image("a"), 16, User, false), 0);
        source.Sample(source.Task(1, 1, "x"), new StackFrame(Cookie.InvalidCookie, 16, User, false), 0);
        var names = new SpelledNames { Notices = [new SessionNotice("OProfNoSymbols", "a is stripped.")] };

        var notices = SampleReport.Measure(source.Resolver(names), [ProfileKey.Symbol]).Notices;
        Assert.Equal(
            ["OProfFallback", "OProfNoSymbols", "OProfStillRunning", "OProfSamplesLost", "OProfUnknownImages", "OProfUnknownSymbols"],
            notices.Select(static notice => notice.Id));
        Assert.Contains("2 records were lost beside 2 delivered (KernelLostSample 2)", notices[3].Message, StringComparison.Ordinal);
        Assert.Contains("1 of 2 samples (50.0 %)", notices[4].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_key_that_is_none() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleReportBuilder([(ProfileKey)99]));

    [Fact]
    public void Adds_up_two_sources()
    {
        var one = new SyntheticSource();
        one.Sample(one.Task(1, 1, "x"), one.Chain((0, 0x10, Kernel)), period: 1);
        var other = new SyntheticSource();
        other.Sample(other.Task(2, 2, "y"), other.Chain((0, 0x20, Kernel), (0, 0x18, Kernel)), period: 2);
        var builder = new SampleReportBuilder([ProfileKey.Symbol]);
        builder.AddAll(one.Resolver());
        builder.AddAll(other.Resolver());
        Assert.Equal(
            [("k2", 2.0 / 3, 2.0 / 3), ("k1", 1.0 / 3, 1.0)],
            builder.Build().Rows.Select(static row => (row.Symbol!, row.Share, row.Total)));
    }

    private static IEnumerable<string> Lines(SampleReport report) => report.Rows.Select(static row =>
        $"{row.Event} {row.Cpu} {row.ProcessId} {row.ThreadId} {row.Command} {row.Mode} {row.Image} {row.Symbol} {row.Samples} {row.Period} {row.Share} {row.Total}");

    private static SyntheticSource Random(int samples)
    {
        var random = new Random(20240611);
        var source = new SyntheticSource();
        ulong[] images = [0, source.Image("a"), source.Image("b"), Cookie.InvalidCookie];
        int[] tasks = [source.Task(3, 3, "three"), source.Task(3, 4, "three"), source.Task(5, 5, "five")];
        for (int index = 0; index < samples; index++)
        {
            int kernel = random.Next(3);
            var frames = Enumerable.Range(0, 1 + random.Next(12)).Select(depth => depth < kernel
                ? (0ul, (ulong)random.Next(8) * 8, Kernel)
                : (images[random.Next(images.Length)], (ulong)random.Next(8) * 8, User)).ToArray();
            int task = tasks[random.Next(tasks.Length)];
            var period = (ulong)random.Next(1, 9);
            if (random.Next(4) == 0)
                source.Sample(task, new StackFrame(frames[0].Item1, frames[0].Item2, frames[0].Item3, false), 0, period, cpu: random.Next(2));
            else
                source.Sample(task, source.Chain(frames), period, cpu: random.Next(2));
        }

        source.Complete();
        return source;
    }

    [Fact]
    public void Puts_together_by_source_line()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        int task = source.Task(1, 1, "x");
        source.Sample(task, source.Chain((a, 0x128, User), (a, 0x18, User)));
        source.Sample(task, source.Chain((a, 0x12f, User), (a, 0x18, User)));
        source.Sample(task, source.Chain((0, 0x10, Kernel), (a, 0x18, User)));
        var rows = SampleReport.Measure(source.Resolver(), [ProfileKey.Line]).Rows;

        // The spelled lines are of 256 bytes; the byte before the return address 0x18 is in line 1.
        Assert.Equal(
            [("a", "a.c", 2, 2L, 2L), ("[kernel.kallsyms]", "[unknown]", 0, 1L, 1L), ("a", "a.c", 1, 0L, 3L)],
            rows.OrderByDescending(static row => row.Samples).Select(static row => (row.Image!, row.SourceFile!, row.Line!.Value, row.Samples, row.TotalSamples)));
        Assert.All(rows, static row => Assert.Null(row.Symbol));
    }

    [Fact]
    public void Puts_together_by_address_with_the_function()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        int task = source.Task(1, 1, "x");
        source.Sample(task, source.Chain((a, 0x28, User)));
        source.Sample(task, source.Chain((a, 0x28, User)));
        source.Sample(task, source.Chain((a, 0x2c, User)));
        var rows = SampleReport.Measure(source.Resolver(), [ProfileKey.Address]).Rows;
        Assert.Equal([(0x28ul, "a+2", 2L), (0x2cul, "a+2", 1L)], rows.Select(static row => (row.Address!.Value, row.Symbol!, row.Samples)));
    }

    [Fact]
    public void Puts_together_by_slice_of_time()
    {
        var source = new SyntheticSource();
        int stack = source.Chain((0, 0x10, Kernel));
        for (int sample = 0; sample < 250; sample++)
            source.Sample(source.Task(1, 1, "x"), stack);
        var builder = new SampleReportBuilder([ProfileKey.Time], interval: TimeSpan.FromTicks(1));
        builder.AddAll(source.Resolver());
        Assert.Equal([(0L, 99L), (100L, 100L), (200L, 51L)], builder.Build().Rows.Select(static row => (row.Time!.Value, row.Samples)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleReportBuilder([ProfileKey.Time], interval: TimeSpan.Zero));
    }
}
