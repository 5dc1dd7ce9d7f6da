using OProf.Capture.Sync;
using OProf.Capture.Tests.Sync;
using Xunit;

namespace OProf.Capture.Tests.Synthetic;

public class SyntheticSourceTests
{
    [Fact]
    public void Syncs_the_cpu_on_which_a_task_exits()
    {
        using var capture = new SyntheticCapture(cpus: 2);
        var task = capture.Machine.StartProcess(10);
        capture.Machine.Map(task, 0x1000, 0x1000, "/bin/a");
        capture.Source.Sample(0, task, 0, false, 0x1001);
        capture.Source.Sample(1, task, 0, false, 0x1002);
        capture.Machine.Exit(task, 1);
        Assert.Equal("cpu 1 | user | ctx 10 exe 1 | tgid 10 | cookie 1 | 2/0", capture.Text);
        Assert.Equal(1, capture.Machine.Tasks.Count);
        capture.Stop();
        Assert.EndsWith("cpu 0 | user | ctx 10 exe 1 | tgid 10 | cookie 1 | 1/0 | cpu 1", capture.Text);
        Assert.Equal(0, capture.Machine.Tasks.Count);
    }

    [Fact]
    public void Puts_the_samples_of_a_thread_id_used_twice_down_to_each_task()
    {
        using var capture = new SyntheticCapture(cpus: 2);
        var first = capture.Machine.StartProcess(10);
        capture.Machine.Map(first, 0x1000, 0x1000, "/bin/a");
        capture.Source.Sample(0, first, 0, false, 0x1001);
        capture.Machine.Exit(first, 1);
        var second = capture.Machine.StartProcess(10);
        capture.Machine.Map(second, 0x1000, 0x1000, "/bin/b");
        capture.Source.Sample(0, second, 0, false, 0x1001);
        capture.Stop();
        Assert.Contains("exe 1 | tgid 10 | cookie 1 | 1/0 | ctx 10 exe 2 | tgid 10 | cookie 2 | 1/0", capture.Text);
    }

    [Fact]
    public void Syncs_before_an_executable_file_mapping_goes()
    {
        using var capture = new SyntheticCapture(cpus: 2);
        var task = capture.Machine.StartProcess(10);
        capture.Machine.Map(task, 0x1000, 0x3000, "/lib/old");
        capture.Source.Sample(0, task, 0, false, 0x2001);
        capture.Source.Sample(1, task, 0, false, 0x2002);
        capture.Machine.Unmap(task, 0x2000, 0x1000);
        Assert.Contains("1001/0", capture.Text);
        Assert.Contains("1002/0", capture.Text);
        capture.Source.Sample(0, task, 0, false, 0x2001);
        capture.Source.Sample(0, task, 0, false, 0x1001);
        capture.Source.Sample(0, task, 0, false, 0x3001);
        capture.Stop();
        Assert.Equal("SampleLostNoMapping=1", LedgerAssert.Losses(capture.Ledger));
        Assert.Contains("cookie 1 | 1/0 | 2001/0", capture.Text);
    }

    [Fact]
    public void Does_not_sync_for_an_unmapping_of_anonymous_memory()
    {
        using var capture = new SyntheticCapture();
        var task = capture.Machine.StartProcess(10);
        capture.Machine.Map(task, 0x1000, 0x1000, "");
        capture.Source.Sample(0, task, 0, false, 0x1001);
        capture.Machine.Unmap(task, 0x1000, 0x1000);
        Assert.Equal("", capture.Text);
    }

    [Fact]
    public void Says_a_module_behind_the_samples_that_were_taken_before()
    {
        using var capture = new SyntheticCapture();
        var task = capture.Machine.StartKernelThread(2);
        capture.Source.Sample(0, task, 0, true, 0xf001);
        capture.Machine.LoadModule("m");
        capture.Source.Sample(0, task, 0, true, 0xf002);
        capture.Stop();
        Assert.Equal("cpu 0 | kernel | ctx 2 exe 0 | tgid 2 | f001/0 | module | cpu 0 | kernel | ctx 2 exe 0 | tgid 2 | f002/0", capture.Text);
    }

    [Fact]
    public void Counts_chains_and_what_became_of_each()
    {
        using var capture = new SyntheticCapture();
        var task = capture.Machine.StartProcess(10);
        capture.Machine.Map(task, 0x1000, 0x1000, "/bin/a");
        capture.Source.Sample(0, task, 0, false, 0x1001, 0x1002, 0x1003);
        capture.Source.Sample(0, task, 0, false, 0x5001, 0x1002);
        capture.Source.Sample(0, task, 0, false, 0x1001, 0x1002, EventCode.Escape, 0x1003);
        capture.Source.Sample(0, task, 0, false, 0x1004);
        capture.Source.Sample(0, task, 0, true, 0xf001, 0xf002, EventCode.Escape);
        capture.Source.Sample(0, task, 0, true, EventCode.Escape, 0xf002);
        capture.Stop();
        Assert.Equal("SampleInvalidEip=1 SampleLostNoMapping=1 BacktraceLostNoMapping=1 BacktraceAborted=2", LedgerAssert.Losses(capture.Ledger));
        Assert.Equal(5, capture.Ledger.Delivered);
        Assert.Equal(2, capture.Source.WriterOf(0).BacktraceAborted);
    }

    [Fact]
    public void Loses_the_rest_of_a_chain_that_a_sync_cuts()
    {
        using var capture = new SyntheticCapture();
        var task = capture.Machine.StartKernelThread(2);
        var writer = capture.Source.WriterOf(0);
        writer.Sample(0xf001, 0, true, task.Handle, withTrace: true);
        writer.Trace(0xf002);
        capture.Source.SyncAll();
        LedgerAssert.Balances(capture.Ledger);
        writer.Trace(0xf003);
        writer.EndTrace();
        capture.Source.Sample(0, task, 0, true, 0xf004);
        capture.Stop();
        Assert.Equal("ModeUnknown=1", LedgerAssert.Losses(capture.Ledger));
        Assert.Equal(2, capture.Ledger.Delivered);
        Assert.EndsWith("f001/0 | f002/0 | end | cpu 0 | kernel | ctx 2 exe 0 | tgid 2 | f004/0", capture.Text);
    }

    [Fact]
    public void Counts_and_says_what_the_cpu_buffer_had_no_room_for()
    {
        using var capture = new SyntheticCapture(capacityWords: 16);
        var task = capture.Machine.StartKernelThread(2);
        for (ulong i = 0; i < 100; i++)
            capture.Source.Sample(0, task, 0, true, 0xf000 + i);
        capture.Stop();
        Assert.Equal((100, 4), (capture.Ledger.Received, capture.Ledger.Delivered));
        Assert.Equal("SampleLostOverflow=96", LedgerAssert.Losses(capture.Ledger));
        Assert.EndsWith("lost 0 0 0 60", capture.Text);
    }

    [Fact]
    public void Registers_in_order_and_undoes_exactly_what_was_made_where_one_refuses()
    {
        using var capture = new SyntheticCapture(start: false);
        var machine = capture.Machine;
        using (machine.Unmappings.Register(_ => { }))
        {
            Assert.Throws<InvalidOperationException>(() => capture.Source.Start());
            Assert.Equal((false, false, true, false), Registered());
            Assert.False(capture.Source.IsStarted);
        }

        capture.Source.Start();
        Assert.Equal((true, true, true, true), Registered());
        Assert.Throws<InvalidOperationException>(() => capture.Source.Start());
        Assert.Equal((true, true, true, true), Registered());
        capture.Stop();
        Assert.Equal((false, false, false, false), Registered());

        (bool, bool, bool, bool) Registered() => (
            machine.TaskFrees.IsRegistered, machine.TaskExits.IsRegistered, machine.Unmappings.IsRegistered, machine.ModuleLoads.IsRegistered);
    }

    [Fact]
    public void Frees_at_the_stop_all_tasks_that_have_ended_and_no_others()
    {
        using var capture = new SyntheticCapture(cpus: 3);
        capture.Machine.StartProcess(1);
        for (int i = 0; i < 20_000; i++)
        {
            var task = capture.Machine.StartProcess(100 + (i % 500));
            capture.Machine.Map(task, 0x1000, 0x1000, "/bin/a");
            capture.Source.Sample(i % 3, task, 0, false, 0x1001);
            capture.Machine.Exit(task, i % 3);
            Assert.InRange(capture.Machine.Tasks.Count, 1, 12);
        }

        capture.Stop();
        Assert.Equal(1, capture.Machine.Tasks.Count);
        Assert.Equal(20_000, capture.Source.Ledgers.Sum(ledger => ledger.Delivered));
    }

    [Fact]
    public void Is_emptied_by_its_work_when_over_the_watermark()
    {
        using var capture = new SyntheticCapture(capacityWords: 64, start: false);
        capture.Source.Start(TimeSpan.FromHours(1));
        var task = capture.Machine.StartKernelThread(2);
        for (ulong i = 0; i < 10; i++)
            capture.Source.Sample(0, task, 0, true, 0xf000 + i);
        var cursor = default(EventBufferCursor);
        Assert.True(capture.Buffer.Wait(ref cursor, TimeSpan.FromMinutes(1)), "the watermark woke nobody");
        capture.Stop();
        Assert.Equal(10, capture.Ledger.Delivered);
    }

    [Fact]
    public void Adds_up_with_writers_on_all_cpus_and_syncs_at_any_moment()
    {
        using var capture = new SyntheticCapture(cpus: 2, capacityWords: 256, bufferBytes: 64 << 20, start: false);
        capture.Source.Start(TimeSpan.FromMilliseconds(1));
        var task = capture.Machine.StartProcess(10);
        capture.Machine.Map(task, 0x1000, 0x1000, "/bin/a");
        Parallel.For(0, 2, cpu =>
        {
            var random = new Random(cpu);
            for (int i = 0; i < 100_000; i++)
            {
                ulong address = 0x1000 + (ulong)random.Next(0x1100);
                if (random.Next(4) == 0)
                    capture.Source.Sample(cpu, task, 1, random.Next(2) == 0, address, address + 1, random.Next(50) == 0 ? EventCode.Escape : address, 0x1000);
                else if (random.Next(20) == 0)
                    capture.Source.Data(cpu, task, EventCode.IbsFetch, false, address, 1, 2);
                else
                    capture.Source.Sample(cpu, task, 1, random.Next(2) == 0, address);
            }
        });
        capture.Stop();
        Assert.True(capture.Source.Ledgers.Sum(ledger => ledger.Delivered) > 0);

        // The stream is one that a reader can read to its end.
        capture.Buffer.Complete();
        var reader = new EventReader(capture.Buffer);
        long samples = 0;
        while (reader.TryRead(out var entry))
            samples += entry.Kind == EventKind.Sample ? 1 : 0;
        Assert.True(reader.IsAtEnd);
        Assert.True(samples > 0);
    }
}
