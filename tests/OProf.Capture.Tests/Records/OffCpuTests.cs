using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;
using OProf.Capture.Tests.Sync;
using Xunit;
using static OProf.Capture.Tests.Records.RecordBytes;

namespace OProf.Capture.Tests.Records;

/// <summary>Times off the CPU, of records made by hand. Process 5 has its program at 0x1000.</summary>
public class OffCpuTests
{
    private const ulong Kernel = 0xffff_8000;
    private const ulong Millisecond = 1_000_000;

    [Fact]
    public void A_thread_that_waits_and_comes_back_on_another_CPU_makes_one_sample()
    {
        var capture = Capture();
        capture.Add(0, Leaving(100, 5, 5, Chain(0x1010, 0x1080)), SwitchOut(101, 5, 5, preempted: false));
        capture.Add(1, SwitchIn(4101, 5, 5));
        Assert.Equal(["4101 cpu 1 5/5 blocked 4000 at ffff8000: k:ffff8000 /bin/a+10 /bin/a+80r"], Times(capture));
        Assert.Equal((0L, 0L, 0L, 0L), (capture.Sync.OffCpu.Incomplete, capture.Sync.OffCpu.OffBefore, capture.Sync.OffCpu.WithoutStack, capture.Sync.OffCpu.AcrossLosses));
        Assert.Equal((1L, 0L, 1L, 1L), (capture.Ledgers[1].Received, capture.Ledgers[1].Applied, capture.Ledgers[1].Delivered, capture.Ledgers[1].ContextSwitches));
    }

    [Fact]
    public void A_thread_that_could_have_run_on_was_preempted()
    {
        var capture = Capture();
        capture.Add(
            0, Leaving(100, 5, 5, Chain(0x1010)), SwitchOut(101, 5, 5, preempted: true), SwitchIn(101, 5, 6), Leaving(300, 5, 6, Chain(0x1020)),
            SwitchOut(301, 5, 6, preempted: true), SwitchIn(301, 5, 5), Leaving(500, 5, 5, Chain(0x1010)), SwitchOut(501, 5, 5, preempted: true), SwitchIn(502, 5, 6));
        Assert.Equal(
            ["301 cpu 0 5/5 preempted 200 at ffff8000: k:ffff8000 /bin/a+10", "502 cpu 0 5/6 preempted 201 at ffff8000: k:ffff8000 /bin/a+20"],
            Times(capture));
        Assert.Equal(1, capture.Sync.OffCpu.OffBefore);
    }

    [Fact]
    public void A_return_that_was_lost_is_no_long_wait()
    {
        var capture = Capture();
        capture.Add(
            0, Leaving(100, 5, 5, Chain(0x1010)), SwitchOut(101, 5, 5, preempted: false),
            Leaving(9000, 5, 5, Chain(0x1020)), SwitchOut(9001, 5, 5, preempted: false), SwitchIn(9501, 5, 5));
        Assert.Equal(["9501 cpu 0 5/5 blocked 500 at ffff8000: k:ffff8000 /bin/a+20"], Times(capture));
        Assert.Equal(1, capture.Sync.OffCpu.Incomplete);
    }

    [Fact]
    public void A_return_that_was_lost_shows_by_a_sample()
    {
        // Both the return and the next leaving are lost; only the sample in between tells.
        var capture = Capture();
        capture.Add(0, Leaving(100, 5, 5, Chain(0x1010)), SwitchOut(101, 5, 5, preempted: false));
        capture.Add(1, Sample(5 * Millisecond, 5, 5, 0x1030, chain: [PerfContext.PERF_CONTEXT_USER, 0x1030]), SwitchIn(9 * Millisecond, 5, 5));
        Assert.Empty(Times(capture));
        Assert.Equal(1, capture.Sync.OffCpu.Incomplete);
    }

    [Fact]
    public void A_sample_of_the_switch_itself_tells_nothing()
    {
        var capture = Capture();
        capture.Add(
            0, Leaving(100, 5, 5, Chain(0x1010)), SwitchOut(101, 5, 5, preempted: false),
            Sample(102, 5, 5, Kernel, ProcessorMode.Kernel, chain: [PerfContext.PERF_CONTEXT_KERNEL, Kernel]));
        capture.Add(
            1, Sample((9 * Millisecond) - 500, 5, 5, Kernel, ProcessorMode.Kernel, chain: [PerfContext.PERF_CONTEXT_KERNEL, Kernel]),
            SwitchIn(9 * Millisecond, 5, 5));
        Assert.Equal(["9000000 cpu 1 5/5 blocked 8999899 at ffff8000: k:ffff8000 /bin/a+10"], Times(capture));
        Assert.Equal(0, capture.Sync.OffCpu.Incomplete);
    }

    [Fact]
    public void A_thread_that_ended_waits_for_nothing_and_its_id_begins_anew()
    {
        var capture = Capture();
        capture.Add(
            0, Fork(200, 5, 7, 5, 5), SwitchIn(210, 5, 7), Leaving(220, 5, 7, Chain(0x1010)), SwitchOut(221, 5, 7, preempted: false), SwitchIn(321, 5, 7),
            Exit(400, 5, 7), Leaving(410, 5, 7, Chain(0x1010)), SwitchOut(411, 5, 7, preempted: false), SwitchOut(412, -1, -1, preempted: false),
            Fork(9000, 5, 7, 5, 5), SwitchIn(9500, 5, 7), Leaving(9600, 5, 7, Chain(0x1020)), SwitchOut(9601, 5, 7, preempted: false), SwitchIn(9701, 5, 7));
        Assert.Equal(
            ["321 cpu 0 5/7 blocked 100 at ffff8000: k:ffff8000 /bin/a+10", "9701 cpu 0 5/7 blocked 100 at ffff8000: k:ffff8000 /bin/a+20"],
            Times(capture));
        Assert.Equal((0L, 0L), (capture.Sync.OffCpu.Incomplete, capture.Sync.OffCpu.OffBefore));
    }

    [Fact]
    public void A_thread_that_ends_without_having_come_back_had_its_return_lost()
    {
        var capture = Capture();
        capture.Add(0, Leaving(100, 5, 6, Chain(0x1010)), SwitchOut(101, 5, 6, preempted: false), Exit(5000, 5, 6));
        Assert.Empty(Times(capture));
        Assert.Equal(1, capture.Sync.OffCpu.Incomplete);
    }

    [Fact]
    public void An_exec_ends_what_the_first_thread_waited_for()
    {
        var capture = Capture();
        capture.Add(
            0, Leaving(100, 5, 5, Chain(0x1010)), SwitchOut(101, 5, 5, preempted: false), Comm(2000, 5, 5, "b", isExec: true),
            Mmap(2001, 5, 0x1000, 0x1000, "/bin/b"), Leaving(3000, 5, 5, Chain(0x1010)), SwitchOut(3001, 5, 5, preempted: false), SwitchIn(3101, 5, 5));
        Assert.Equal(["3101 cpu 0 5/5 blocked 100 at ffff8000: k:ffff8000 /bin/b+10"], Times(capture));
        Assert.Equal(0, capture.Sync.OffCpu.Incomplete);
    }

    [Fact]
    public void Of_threads_that_were_off_before_nothing_is_counted_but_that_they_were()
    {
        var capture = Capture();
        capture.Sync.OffCpuStart = 50;
        capture.Add(0, SwitchOut(40, 5, 5, preempted: false), SwitchIn(9000, 5, 5), SwitchIn(9001, 5, 6));
        Assert.Empty(Times(capture));
        Assert.Equal(2, capture.Sync.OffCpu.OffBefore);
    }

    [Fact]
    public void A_switch_without_its_sample_has_no_stack_and_no_other_switchs_either()
    {
        // The first switch's own record is lost, the second's sample.
        var capture = Capture();
        capture.Add(
            0, Leaving(100, 5, 5, Chain(0x1010)), Lost(150, 3), SwitchOut(200, 5, 5, preempted: false), SwitchIn(300, 5, 5),
            Leaving(400, 5, 5, Chain(0x1010)), SwitchOut(401, 5, 6, preempted: false), SwitchIn(501, 5, 6));
        Assert.Equal(["300 cpu 0 5/5 blocked 100 at ?0: ", "501 cpu 0 5/6 blocked 100 at ?0: "], Times(capture));
        Assert.Equal((2L, 0L), (capture.Sync.OffCpu.WithoutStack, capture.Sync.OffCpu.AcrossLosses));
    }

    [Fact]
    public void A_time_across_a_loss_is_counted_and_said()
    {
        var capture = Capture();
        capture.Add(0, Leaving(100, 5, 5, Chain(0x1010)), SwitchOut(101, 5, 5, preempted: false));
        capture.Add(1, Lost(200, 12), SwitchIn(301, 5, 5));
        Assert.Single(Times(capture));
        Assert.Equal(1, capture.Sync.OffCpu.AcrossLosses);
        Assert.Equal("KernelLostRecord=12", LedgerAssert.Losses(capture.Ledgers[1]));
    }

    [Fact]
    public void What_still_lasts_is_counted_up_to_the_end()
    {
        var capture = Capture();
        capture.Add(1, Leaving(100, 5, 5, Chain(0x1010)), SwitchOut(101, 5, 5, preempted: false));
        capture.Add(0, Leaving(100, 5, 6, Chain(0x1010)), SwitchOut(101, 5, 6, preempted: false), Sample(5 * Millisecond, 5, 6, 0x1030, chain: [PerfContext.PERF_CONTEXT_USER, 0x1030]));
        capture.Round();
        capture.Sync.EndOffCpu(6 * Millisecond);
        Assert.Equal(["6000000 cpu 1 5/5 blocked 5999899 at ffff8000: k:ffff8000 /bin/a+10"], Times(capture));
        Assert.Equal((1L, 1L), (capture.Sync.OffCpu.OffAtEnd, capture.Sync.OffCpu.Incomplete));
        Assert.Equal((3L, 2L, 1L), (capture.Ledgers[1].Received, capture.Ledgers[1].Applied, capture.Ledgers[1].Delivered));
    }

    [Fact]
    public void The_idle_task_and_ended_ones_are_not_followed()
    {
        var capture = Capture();
        capture.Add(
            0, Leaving(100, 0, 0, Chain()), SwitchOut(101, 0, 0, preempted: true), SwitchIn(200, 0, 0), Leaving(300, -1, -1, Chain()),
            SwitchOut(301, -1, -1, preempted: false), SwitchIn(400, -1, -1), Leaving(500, 0, 0, [9, 9]));
        Assert.Empty(Times(capture));
        Assert.Equal((0L, 0L), (capture.Sync.OffCpu.Incomplete, capture.Sync.OffCpu.OffBefore));
    }

    [Fact]
    public void A_chain_that_makes_no_sense_is_malformed()
    {
        var capture = Capture();
        byte[] cut = Leaving(100, 5, 5, Chain(0x1010));
        capture.Add(0, cut[..^8], SwitchOut(101, 5, 5, preempted: false), SwitchIn(201, 5, 5));
        Assert.Equal(["201 cpu 0 5/5 blocked 100 at ?0: "], Times(capture));
        Assert.Equal("Malformed=1", LedgerAssert.Losses(capture.Ledger));
    }

    [Fact]
    public void A_suspension_is_no_time_off_the_CPU()
    {
        var capture = Capture();
        capture.Pauses.Begin(1000);
        capture.Pauses.End(4000);
        capture.Pauses.Begin(8000);
        capture.Add(
            0, Leaving(100, 5, 5, Chain(0x1010)), SwitchOut(101, 5, 5, preempted: false), SwitchIn(5101, 5, 5),
            SwitchOut(8001, 5, 5, preempted: false), SwitchIn(9000, 5, 5));
        Assert.Equal(["5101 cpu 0 5/5 blocked 2000 at ffff8000: k:ffff8000 /bin/a+10"], Times(capture));
    }

    [Fact]
    public void A_call_chain_outlasts_its_generation_while_the_thread_is_off()
    {
        var capture = Capture();
        capture.Add(0, Leaving(100, 5, 5, Chain(0x1010, 0x1080)), SwitchOut(101, 5, 5, preempted: false));
        capture.Round();
        for (int generation = 1; generation < 4; generation++)
        {
            capture.Tables.Stacks.StartGeneration();
            capture.Sync.ForgetChains();
            capture.Tables.Stacks.DropGenerationsBefore(generation);
        }

        capture.Add(1, SwitchIn(4101, 5, 5));
        Assert.Equal(["4101 cpu 1 5/5 blocked 4000 at ffff8000: k:ffff8000 /bin/a+10 /bin/a+80r"], Times(capture));
    }

    [Fact]
    public void Without_the_kernels_part_of_the_chain_the_place_is_in_user_space()
    {
        var capture = Capture();
        capture.Add(
            0, Leaving(100, 5, 5, [PerfContext.PERF_CONTEXT_USER, 0x1010, 0x1080]), SwitchOut(101, 5, 5, preempted: false), SwitchIn(201, 5, 5));
        Assert.Equal(["201 cpu 0 5/5 blocked 100 at /bin/a+10: /bin/a+10 /bin/a+80r"], Times(capture));
    }

    [Fact]
    public void Times_off_the_CPU_count_among_the_samples_that_were_asked_for()
    {
        var capture = Capture(maxSamples: 2);
        for (ulong i = 0; i < 5; i++)
            capture.Add(0, Leaving(100 + (i * 10), 5, 5, Chain(0x1010)), SwitchOut(101 + (i * 10), 5, 5, preempted: false), SwitchIn(105 + (i * 10), 5, 5));
        Assert.Equal(2, Times(capture).Count);
    }

    [Fact]
    public void Without_being_asked_for_it_takes_none()
    {
        var capture = new RecordCapture(chains: true);
        capture.Add(0, SwitchOut(101, 5, 5, preempted: false), SwitchIn(201, 5, 5));
        capture.Round();
        capture.Sync.EndOffCpu(300);
        Assert.Equal((0L, 2L), (capture.Sync.Samples, capture.Ledger.Applied));
    }

    private static RecordCapture Capture(long maxSamples = long.MaxValue)
    {
        var capture = new RecordCapture(chains: true, maxSamples: maxSamples, offCpu: true);
        capture.Spaces.AddThread(5, 5, 0);
        capture.Spaces.AddThread(5, 6, 0);
        capture.Add(0, Mmap(1, 5, 0x1000, 0x1000, "/bin/a"));
        return capture;
    }

    private static ulong[] Chain(params ulong[] user) =>
        [PerfContext.PERF_CONTEXT_KERNEL, Kernel, PerfContext.PERF_CONTEXT_USER, .. user];

    private static List<string> Times(RecordCapture capture) => [.. capture.Samples(entry =>
        entry.Event < RecordCapture.OffCpuEvent
            ? ""
            : $"{entry.Time} cpu {entry.Cpu} {entry.ProcessId}/{entry.ThreadId} {(entry.Event == RecordCapture.OffCpuEvent ? "blocked" : "preempted")} {entry.Period} at {Place(capture, entry)}: {capture.Chain(entry.Stack)}")
        .Where(text => text.Length > 0)];

    private static string Place(RecordCapture capture, StreamEvent entry) =>
        entry.Cookie == Cookie.InvalidCookie ? $"?{entry.Offset:x}" : capture.Place(entry.Cookie, entry.Offset);
}
