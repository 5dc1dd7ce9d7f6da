using OProf.Capture.Sync;
using OProf.Capture.Tests.Sync;
using Xunit;
using static OProf.Capture.Tests.Records.RecordBytes;

namespace OProf.Capture.Tests.Records;

/// <summary>A sample belongs to the mapping, process and program that were there at its time.</summary>
public class AttributionTests
{
    [Fact]
    public void Finds_a_mapping_that_lies_in_another_cpus_ring()
    {
        var capture = new RecordCapture();
        capture.Add(0, Sample(20, 5, 5, 0x1010), Sample(40, 5, 5, 0x1020));
        capture.Add(1, Mmap2(10, 5, 0x1000, 0x1000, "/bin/a", 0x400), Mmap2(30, 5, 0x1000, 0x1000, "/bin/b"));
        Assert.Equal(["/bin/a+410", "/bin/b+20"], capture.Samples());
    }

    [Fact]
    public void Keeps_ended_threads_of_different_processes_apart()
    {
        var capture = new RecordCapture(1);
        capture.Add(
            0, Sample(1, 5, -1, 0x1000, ProcessorMode.Kernel), Sample(2, -1, -1, 0x1000, ProcessorMode.Kernel), Sample(3, 6, -1, 0x1000, ProcessorMode.Kernel),
            Sample(4, 5, -1, 0x1000, ProcessorMode.Kernel));
        capture.Round();
        var reader = new EventReader(capture.Buffer);
        var processes = new List<int>();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Sample)
                processes.Add(entry.ProcessId);
        }

        Assert.Equal([5, -1, 6, 5], processes);
    }

    [Fact]
    public void Tells_remaps_of_one_address_apart_by_time()
    {
        var capture = new RecordCapture();
        for (ulong i = 0; i < 50; i++)
        {
            capture.Add((int)(i % 2), Mmap2(10 + (i * 10), 5, 0x1000, 0x1000, $"/lib/{i}", inode: i));
            capture.Add((int)((i + 1) % 2), Sample(15 + (i * 10), 5, 5, 0x1000 + i));
        }

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"/lib/{i}+{i:x}"), capture.Samples());
    }

    [Fact]
    public void Cuts_what_a_smaller_mapping_covers_as_after_dlclose_and_dlopen()
    {
        var capture = new RecordCapture(1);
        capture.Add(0, Mmap2(1, 5, 0x1000, 0x4000, "/lib/old"), Sample(2, 5, 5, 0x2800));
        capture.Add(0, Mmap2(3, 5, 0x2000, 0x1000, "/lib/new"), Sample(4, 5, 5, 0x2800), Sample(5, 5, 5, 0x1800), Sample(6, 5, 5, 0x3800));
        Assert.Equal(["/lib/old+1800", "/lib/new+800", "/lib/old+800", "/lib/old+2800"], capture.Samples());
    }

    [Fact]
    public void Lets_a_fork_inherit_and_an_exec_forget()
    {
        var capture = new RecordCapture();
        capture.Add(0, Comm(1, 5, 5, "sh"), Mmap2(2, 5, 0x1000, 0x1000, "/bin/sh"), Fork(3, 6, 6, 5, 5));
        capture.Add(1, Sample(4, 6, 6, 0x1001), Comm(5, 6, 6, "ls", isExec: true), Sample(6, 6, 6, 0x1002), Mmap2(7, 6, 0x1000, 0x1000, "/bin/ls", inode: 8), Sample(8, 6, 6, 0x1003));
        capture.Add(0, Sample(9, 5, 5, 0x1004));
        Assert.Equal(
            ["sh 6 /bin/sh+1 of /bin/sh", "ls 6 /bin/ls+3 of /bin/ls", "sh 5 /bin/sh+4 of /bin/sh"],
            capture.Samples(e => $"{capture.Tables.Tasks[e.Task].Command} {e.ProcessId} {capture.Place(e.Cookie, e.Offset)} of {capture.Tables.Cookies[e.ExecutableCookie]?.Path}"));
        Assert.Equal("SampleLostNoMm=1", LedgerAssert.Losses(capture.Ledgers[1]));
    }

    [Fact]
    public void A_task_is_of_its_program_though_it_was_sampled_before_the_first_mapping_said_so()
    {
        var capture = new RecordCapture(1);
        capture.Add(
            0, Mmap2(1, 5, 0x1000, 0x1000, "/bin/sh"), Sample(2, 5, 5, 0x1001), Comm(3, 5, 5, "ls", isExec: true),
            Sample(4, 5, 5, 0xffff_0001, ProcessorMode.Kernel), Mmap2(5, 5, 0x1000, 0x1000, "/bin/ls", inode: 8), Sample(6, 5, 5, 0x1003));
        Assert.Equal(
            ["/bin/sh", "", "/bin/ls"],
            capture.Samples(e => capture.Tables.Cookies[capture.Tables.Tasks[e.Task].ExecutableCookie]?.Path ?? ""));
    }

    [Fact]
    public void Follows_a_thread_id_that_is_used_twice()
    {
        var capture = new RecordCapture(1);
        capture.Add(0, Comm(1, 5, 5, "a"), Mmap2(1, 5, 0x1000, 0x1000, "/bin/a"), Comm(1, 6, 6, "b"), Mmap2(1, 6, 0x1000, 0x1000, "/bin/b"));
        capture.Add(0, Fork(2, 5, 9, 5, 5), Sample(3, 5, 9, 0x1001), Exit(4, 5, 9), Sample(5, 5, 9, 0x1002));
        capture.Add(0, Fork(6, 6, 9, 6, 6), Sample(7, 6, 9, 0x1003));
        Assert.Equal(
            ["5/9 a /bin/a+1", "5/9 a /bin/a+2", "6/9 b /bin/b+3"],
            capture.Samples(e => $"{e.ProcessId}/{e.ThreadId} {capture.Tables.Tasks[e.Task].Command} {capture.Place(e.Cookie, e.Offset)}"));
    }

    [Fact]
    public void Follows_a_thread_id_that_is_used_again_also_where_the_forks_record_was_lost()
    {
        var capture = new RecordCapture(1);
        capture.Add(0, Mmap2(1, 5, 0x1000, 0x1000, "/bin/a"), Mmap2(1, 6, 0x1000, 0x1000, "/bin/b"));
        capture.Add(0, Fork(2, 5, 9, 5, 5), Sample(3, 5, 9, 0x1001), Exit(4, 5, 9), Sample(7, 6, 9, 0x1003));
        Assert.Equal(["5/9 /bin/a+1", "6/9 /bin/b+3"], capture.Samples(e => $"{e.ProcessId}/{e.ThreadId} {capture.Place(e.Cookie, e.Offset)}"));
    }

    [Fact]
    public void Takes_a_process_id_that_is_used_again_for_the_new_process()
    {
        var capture = new RecordCapture(1);
        capture.Add(0, Mmap2(1, 5, 0x1000, 0x1000, "/bin/a"), Sample(2, 5, 5, 0x1001), Exit(3, 5, 5));
        capture.Add(0, Mmap2(4, 1, 0x1000, 0x1000, "/bin/init"), Fork(5, 5, 5, 1, 1), Sample(6, 5, 5, 0x1002));
        Assert.Equal(["/bin/a+1", "/bin/init+2"], capture.Samples());
    }

    [Fact]
    public void Puts_a_sample_without_ids_down_to_the_task_that_was_switched_to()
    {
        var capture = new RecordCapture(2);
        capture.Add(0, Mmap2(1, 5, 0x1000, 0x1000, "/bin/a"), Comm(2, 5, 5, "a"), SwitchIn(3, 5, 5), Sample(4, -1, -1, 0xffff_8000, ProcessorMode.Kernel));
        capture.Add(1, Sample(4, -1, -1, 0xffff_8001, ProcessorMode.Kernel));
        Assert.Equal(["5/5", "-1/-1"], capture.Samples(e => $"{e.ProcessId}/{e.ThreadId}"));
        Assert.Equal((1L, 0L), (capture.Ledger.ContextSwitches, capture.Ledger.Preemptions));
    }

    [Fact]
    public void Names_the_idle_task()
    {
        var capture = new RecordCapture(1);
        capture.Add(0, Sample(1, 0, 0, 0xffff_8000, ProcessorMode.Kernel));
        Assert.Equal(["swapper"], capture.Samples(e => capture.Tables.Tasks[e.Task].Command));
        Assert.Equal(0, capture.Spaces.LiveThreads);
    }

    [Fact]
    public void Says_the_address_itself_for_the_kernel_and_for_anonymous_memory()
    {
        var capture = new RecordCapture(1);
        capture.Add(0, Mmap2(1, 5, 0x1000, 0x1000, "//anon"), Mmap2(1, 5, 0x4000, 0x1000, "[vdso]", 0x9000));
        capture.Add(0, Sample(2, 5, 5, 0x1234), Sample(3, 5, 5, 0xffff_8000_1234, ProcessorMode.Kernel), Sample(4, 5, 5, 0x4010));
        Assert.Equal(["1234", "ffff80001234", "[vdso]+10"], capture.Samples());
    }

    [Fact]
    public void Counts_samples_without_an_address_space_or_a_mapping()
    {
        var capture = new RecordCapture(1);
        capture.Add(0, Sample(1, 5, 5, 0x1000), Mmap2(2, 5, 0x1000, 0x1000, "/bin/a"), Sample(3, 5, 5, 0x2000), Sample(4, 5, 5, 0x1fff));
        Assert.Equal(["/bin/a+fff"], capture.Samples());
        Assert.Equal("SampleLostNoMm=1 SampleLostNoMapping=1", LedgerAssert.Losses(capture.Ledger));
    }

    [Fact]
    public void Asks_once_for_a_process_that_no_record_told_about()
    {
        var catalog = new FakeCatalog();
        var capture = new RecordCapture(1, catalog: catalog);
        capture.Add(0, Sample(1, 5, 5, 0x1001), Sample(2, 5, 6, 0x1002), Sample(3, 7, 7, 0x1003), Sample(4, 7, 7, 0x1004));
        Assert.Equal(["late 5/5 1001", "late 5/6 1002"], capture.Samples(e => $"{capture.Tables.Tasks[e.Task].Command} {e.ProcessId}/{e.ThreadId} {e.Offset:x}"));
        Assert.Equal([5, 7], catalog.Asked);
        Assert.Equal(1, capture.Sync.ProcessesFoundLate);
        Assert.Equal(1000u, capture.Sync.Owners.ById[5]);
    }

    [Fact]
    public void Counts_what_came_late_and_delivers_it()
    {
        var capture = new RecordCapture(2);
        capture.Add(0, Mmap2(1, 5, 0x1000, 0x1000, "/bin/a"), Sample(10, 5, 5, 0x1001));
        capture.Round(10);
        capture.Add(1, Sample(5, 5, 5, 0x1002));
        capture.Round(20);
        Assert.Equal(["/bin/a+1", "/bin/a+2"], capture.Samples());
        Assert.Equal((0L, 1L), (capture.Ledgers[0].Late, capture.Ledgers[1].Late));
    }
}
