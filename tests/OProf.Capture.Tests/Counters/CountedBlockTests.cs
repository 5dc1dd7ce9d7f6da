using OProf.Capture.Counters;
using OProf.Capture.Environments;
using OProf.Capture.Tests.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Counters;

public class CountedBlockTests : LiveSessionTest
{
    private const int Milliseconds = 60;
    private static readonly CounterOptions s_clock = new() { Events = ["task-clock"] };

    [Fact]
    public void Counts_the_thread_that_runs_it()
    {
        var run = Run(() => Burn(Milliseconds));
        Assert.InRange(run.Counters[0].Value, Milliseconds * 0.9e6, run.WallTime);
        Assert.InRange(run.UserTime + run.SystemTime, Milliseconds * 0.9e6, double.MaxValue);
    }

    [Fact]
    public void Counts_threads_that_it_starts()
    {
        var run = Run(() =>
        {
            var thread = new Thread(() => Burn(Milliseconds));
            thread.Start();
            thread.Join();
        });
        Assert.InRange(run.Counters[0].Value, Milliseconds * 0.9e6, double.MaxValue);
    }

    [Fact]
    public void Says_that_threads_which_were_there_before_are_not_counted()
    {
        using var go = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            go.Wait();
            Burn(2 * Milliseconds);
            done.Set();
        });
        thread.Start();
        var run = Run(() =>
        {
            go.Set();
            done.Wait();
        });
        thread.Join();
        Assert.InRange(run.Counters[0].Value, 0, 2 * Milliseconds * 0.9e6);
        Assert.Contains(run.Notices, notice => notice.Id == "OProfThreadsNotCounted");
    }

    [Fact]
    public void What_it_fails_with_is_on_the_run_and_what_it_throws_ends_the_call()
    {
        var failure = new InvalidOperationException("as it should");
        var run = new CountedBlock("block", () => failure, s_clock).Run();
        Assert.Same(failure, run.Exception);
        Assert.True(run.Failed);
        Assert.Throws<InvalidOperationException>(() => new CountedBlock("block", () => throw failure, s_clock).Run());
    }

    [Fact]
    public void An_ordinary_user_gets_what_can_be_had_and_no_zeros_in_place_of_the_rest()
    {
        var settings = EnvironmentSettings.Read();
        Assert.SkipUnless(settings.Paranoid == 2, $"kernel.perf_event_paranoid is {settings.Paranoid}; only with 2 may a user count, but not in the kernel.");
        var run = OrdinaryUser.Run(() => new CountedBlock(
            "block", () => null, new CounterOptions { Events = ["task-clock", "context-switches", "page-faults:u", "page-faults:k"] }).Run());
        Assert.Equal(("task-clock:u", CounterStatus.Counted), (run.Counters[0].Name, run.Counters[0].Status));
        Assert.Equal(("context-switches", CounterStatus.NotPermitted), (run.Counters[1].Name, run.Counters[1].Status));
        Assert.Equal(("page-faults:u", CounterStatus.Counted), (run.Counters[2].Name, run.Counters[2].Status));
        Assert.Equal(("page-faults:k", CounterStatus.NotPermitted), (run.Counters[3].Name, run.Counters[3].Status));
        Assert.Contains(run.Notices, notice => notice.Id == "OProfKernelNotCounted");
    }

    private static CounterRun Run(Action block) => new CountedBlock(
        "block",
        () =>
        {
            block();
            return null;
        },
        s_clock).Run();

    // CPU time of this thread, so that it is the same work however busy the machine is.
    private static void Burn(int milliseconds)
    {
        long end = ThreadTime() + (milliseconds * 1_000_000L);
        while (ThreadTime() < end)
        {
        }
    }

    private static long ThreadTime() => Capture.Native.ClockGettime.Nanoseconds(3 /* CLOCK_THREAD_CPUTIME_ID */);
}
