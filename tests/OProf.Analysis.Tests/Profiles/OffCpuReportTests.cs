using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Profiles;

public sealed class OffCpuReportTests
{
    private const ProcessorMode User = ProcessorMode.User;
    private const ProcessorMode Kernel = ProcessorMode.Kernel;
    private const int Clock = 0;
    private const int Blocked = 1;
    private const int Preempted = 2;
    private readonly SyntheticSource _source = new("cpu-clock", OffCpuEvents.Blocked, OffCpuEvents.Preempted);
    private readonly SpelledNames _names = new();
    private readonly ulong _image;

    public OffCpuReportTests()
    {
        _image = _source.Image("a");
        _names.Names["k1"] = "schedule";
        _names.Names["k2"] = "schedule_timeout.constprop.0";
        _names.Names["k3"] = "do_wait";
    }

    [Fact]
    public void The_time_belongs_to_the_innermost_function_in_user_space()
    {
        int task = _source.Task(5, 5, "x");

        // main calls lock, which waits in the kernel; then main itself.
        _source.Sample(task, _source.Chain((0, 0x10, Kernel), (0, 0x38, Kernel), (_image, 0x28, User), (_image, 0x18, User)), 300, Blocked);
        _source.Sample(task, _source.Chain((0, 0x10, Kernel), (_image, 0x18, User)), 100, Preempted);
        Assert.Equal(
            [
                "300x1 0.75 300x1 0.75 x 5 Blocked a+2", "100x1 0.25 100x1 0.25 x 5 Preempted a+1", "0x0 0 300x1 0.75 x 5 Blocked do_wait",
                "0x0 0 300x1 0.75 x 5 Blocked schedule", "0x0 0 300x1 0.75 x 5 Blocked a+1", "0x0 0 100x1 0.25 x 5 Preempted schedule",
            ],
            Report(OffCpuReport.DefaultKeys).Rows.Select(Text));
    }

    [Fact]
    public void A_kernel_threads_time_belongs_to_the_innermost_function_that_is_not_the_schedulers()
    {
        int task = _source.Task(2, 2, "kthreadd");
        _source.Sample(task, _source.Chain((0, 0x10, Kernel), (0, 0x28, Kernel), (0, 0x38, Kernel), (0, 0x48, Kernel)), 10, Blocked);
        _source.Sample(task, _source.Chain((0, 0x10, Kernel), (0, 0x28, Kernel)), 5, Blocked);
        Assert.Equal(["do_wait 10", "schedule 5"], Report([ProfileKey.Symbol]).Rows.Where(row => row.Count > 0).Select(row => $"{row.Symbol} {row.Time}"));
    }

    [Fact]
    public void Reasons_are_put_together_unless_they_are_asked_for()
    {
        int task = _source.Task(5, 6, "x");
        int stack = _source.Chain((_image, 0x18, User));
        _source.Sample(task, stack, 30, Blocked);
        _source.Sample(task, stack, 10, Preempted);
        var row = Assert.Single(Report([ProfileKey.Thread]).Rows);
        Assert.Equal((40L, 2L, 1.0, 6, null), (row.Time, row.Count, row.Share, row.ThreadId, row.Reason));
        Assert.Equal([OffCpuReason.Blocked, OffCpuReason.Preempted], Report([ProfileKey.Reason]).Rows.Select(r => r.Reason!.Value));
        Assert.Equal([0.75, 0.25], Report([ProfileKey.Reason]).Rows.Select(r => r.Share));
    }

    [Fact]
    public void Time_off_the_CPU_is_no_part_of_the_time_on_it()
    {
        int task = _source.Task(5, 5, "x");
        int stack = _source.Chain((_image, 0x18, User));
        _source.Sample(task, stack, 7, Clock);
        _source.Sample(task, stack, 1_000_000, Blocked);
        _source.Complete();
        var samples = SampleReport.Measure(_source.Resolver(_names), [ProfileKey.Symbol]);
        Assert.Equal((1L, 7L, 1.0, null), (samples.Samples, samples.Rows[0].Period, samples.Rows[0].Share, samples.Rows[0].Event));
        Assert.Equal([ProfileKey.Symbol], samples.By);
        Assert.Equal(1_000_000, Assert.Single(Report([ProfileKey.Symbol]).Rows).Time);

        // Asked for by name it is there, as any event.
        Assert.Equal(1_000_000, Assert.Single(SampleReport.Measure(_source.Resolver(_names), [ProfileKey.Symbol], [OffCpuEvents.Blocked]).Rows).Period);
    }

    [Fact]
    public void Samples_one_by_one_give_the_same()
    {
        int task = _source.Task(5, 5, "x");
        _source.Sample(task, _source.Chain((0, 0x10, Kernel), (_image, 0x18, User)), 7, Clock);
        _source.Sample(task, _source.Chain((0, 0x10, Kernel), (_image, 0x28, User)), 70, Blocked);
        _source.Complete();
        var builder = new OffCpuReportBuilder([ProfileKey.Symbol]);
        foreach (var sample in _source.Resolver(_names).Samples())
            builder.Add(sample);
        var report = builder.Build();
        Assert.Equal(Report([ProfileKey.Symbol]).Rows.Select(Text), report.Rows.Select(Text));
        Assert.True(report.Taken);
        Assert.Equal(1, report.Count);
    }

    [Fact]
    public void Takes_what_perf_calls_offcpu_time_for_what_it_is()
    {
        var source = new SyntheticSource("cycles", "offcpu-time");
        int task = source.Task(5, 5, "x");
        source.Sample(task, source.Chain((source.Image("a"), 0x18, User)), 7, 0);
        source.Sample(task, source.Chain((source.Image("a"), 0x18, User)), 70, 1);
        source.Complete();
        var builder = new OffCpuReportBuilder([ProfileKey.Reason]);
        builder.AddAll(source.Resolver());
        var row = Assert.Single(builder.Build().Rows);
        Assert.Equal((70L, OffCpuReason.Blocked), (row.Time, row.Reason!.Value));
        Assert.Equal(7, Assert.Single(SampleReport.Measure(source.Resolver(), [ProfileKey.Symbol]).Rows).Period);
    }

    [Fact]
    public void Says_whether_it_was_taken_at_all()
    {
        var source = new SyntheticSource("cycles");
        source.Complete();
        var builder = new OffCpuReportBuilder(OffCpuReport.DefaultKeys);
        builder.AddAll(source.Resolver());
        var report = builder.Build();
        Assert.False(report.Taken);
        Assert.Empty(report.Rows);
        Assert.True(Report([ProfileKey.Reason]).Taken);
    }

    [Fact]
    public void Refuses_a_key_that_it_has_not()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OffCpuReportBuilder([ProfileKey.Event]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleReportBuilder([ProfileKey.Reason]));
    }

    private OffCpuReport Report(IReadOnlyList<ProfileKey> by)
    {
        _source.Complete();
        var builder = new OffCpuReportBuilder(by);
        builder.AddAll(_source.Resolver(_names));
        return builder.Build();
    }

    private static string Text(OffCpuReportRow row) => FormattableString.Invariant(
        $"{row.Time}x{row.Count} {row.Share} {row.TotalTime}x{row.TotalCount} {row.Total} {row.Command} {row.ProcessId} {row.Reason} {row.Symbol}");
}
