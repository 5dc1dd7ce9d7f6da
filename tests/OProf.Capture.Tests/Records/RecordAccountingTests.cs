using System.Buffers.Binary;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;
using OProf.Capture.Tests.Sync;
using Xunit;
using static OProf.Capture.Tests.Records.RecordBytes;

namespace OProf.Capture.Tests.Records;

public class RecordAccountingTests
{
    [Fact]
    public void Counts_each_type_of_record_once()
    {
        var capture = new RecordCapture(1);
        capture.Add(
            0, Mmap(1, 5, 0x1000, 0x1000, "/bin/a"), Mmap2(2, 5, 0x2000, 0x1000, "/bin/b"), Comm(3, 5, 5, "a"), Fork(4, 6, 6, 5, 5), Exit(5, 6, 6),
            SwitchIn(6, 5, 5), SwitchOut(7, 5, 5, true), SwitchOut(8, 5, 5, false), Throttle(9, true), Throttle(10, false), Ksymbol(11, 0xf000, 16, "bpf_prog_1"),
            Other(PerfRecordType.PERF_RECORD_BPF_EVENT, 12, 1), Other(PerfRecordType.PERF_RECORD_CGROUP, 13, 1, 2),
            Other(PerfRecordType.PERF_RECORD_NAMESPACES, 14, 1), Other(PerfRecordType.PERF_RECORD_TEXT_POKE, 15, 1), Other((PerfRecordType)77, 16, 1, 2, 3),
            Other(PerfRecordType.PERF_RECORD_AUX, 17, 1), Sample(18, 5, 5, 0x1001));
        Assert.Equal(["/bin/a+1"], capture.Samples());
        var ledger = capture.Ledger;
        Assert.Equal((18L, 1L, 15L, 2L, 0L), (ledger.Received, ledger.Delivered, ledger.Applied, ledger.Skipped, ledger.LostTotal));
        Assert.Equal((1L, 1L, 1L), (ledger.ContextSwitches, ledger.Preemptions, ledger.Throttled));
        Assert.Equal(["f000+16 bpf_prog_1 True"], capture.KernelSymbols);
    }

    [Fact]
    public void Reads_mmap_as_it_reads_mmap2_and_passes_over_data_and_the_kernels_own()
    {
        var capture = new RecordCapture(1);
        capture.Add(
            0, Mmap(1, 5, 0x1000, 0x1000, "/bin/a", 0x200), Mmap2(2, 5, 0x1000, 0x1000, "/data", misc: PerfRecordMisc.PERF_RECORD_MISC_MMAP_DATA),
            Mmap2(3, -1, 0x1000, 0x1000, "[kernel.kallsyms]_text"), Sample(4, 5, 5, 0x1010));
        Assert.Equal(["/bin/a+210"], capture.Samples());
        Assert.Equal(1, capture.Tables.Cookies.Count);
    }

    [Fact]
    public void Keeps_the_build_id_of_a_mapping()
    {
        var capture = new RecordCapture(1);
        byte[] buildId = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];
        capture.Add(0, Mmap2(1, 5, 0x1000, 0x1000, "/bin/a", buildId: buildId), Mmap2(2, 5, 0x3000, 0x1000, "/bin/b", inode: 99));
        capture.Round();
        Assert.Equal(buildId, capture.Tables.Cookies[1]!.BuildId.ToArray());
        Assert.Equal((99UL, 8u, 1u, 0), (capture.Tables.Cookies[2]!.Inode, capture.Tables.Cookies[2]!.DeviceMajor, capture.Tables.Cookies[2]!.DeviceMinor, capture.Tables.Cookies[2]!.BuildId.Length));
    }

    [Fact]
    public void Says_what_the_kernel_lost_and_counts_it_as_received()
    {
        var capture = new RecordCapture(2);
        capture.Add(1, Lost(5, 30), LostSamples(6, 12));
        capture.Round();
        Assert.Equal("KernelLostSample=12 KernelLostRecord=30", LedgerAssert.Losses(capture.Ledgers[1]));
        Assert.Equal((44L, 2L), (capture.Ledgers[1].Received, capture.Ledgers[1].Applied));
        Assert.Equal("cpu 1 | lost 5 1 8 1e | lost 6 1 7 c", StreamText.Of(capture.Buffer));
    }

    [Fact]
    public void Takes_no_absurd_loss_for_true()
    {
        var capture = new RecordCapture(1);
        capture.Add(0, Lost(1, ulong.MaxValue), Lost(2, long.MaxValue), LostSamples(3, long.MaxValue));
        capture.Round();
        Assert.Equal("Malformed=3", LedgerAssert.Losses(capture.Ledger));
    }

    [Fact]
    public void Says_kernel_text_that_came_as_a_module_and_not_what_went()
    {
        var capture = new RecordCapture(1);
        capture.Add(0, Ksymbol(1, 0xf000, 16, "a"), Ksymbol(2, 0xf000, 16, "a", isUnregistered: true));
        capture.Round();
        Assert.Equal("module", StreamText.Of(capture.Buffer));
        Assert.Equal(["f000+16 a True", "f000+16 a False"], capture.KernelSymbols);
    }

    [Fact]
    public void Delivers_exactly_as_many_samples_as_were_asked_for()
    {
        var capture = new RecordCapture(2, maxSamples: 5);
        for (ulong i = 0; i < 10; i++)
            capture.Add((int)(i % 2), Sample(10 + i, 5, 5, 0xffff_0000 + i, ProcessorMode.Kernel));
        Assert.Equal(["ffff0000", "ffff0001", "ffff0002", "ffff0003", "ffff0004"], capture.Samples());
        Assert.Equal(5, capture.Ledgers.Sum(ledger => ledger.Lost(LossCause.AfterEnd)));
        Assert.Equal(10UL, capture.Sync.FirstSampleTime);
    }

    [Fact]
    public void Counts_samples_that_cannot_be_said_or_whose_event_or_mode_is_not_known()
    {
        var capture = new RecordCapture(1);
        capture.Add(
            0, Sample(1, 5, 5, EventCode.Escape, ProcessorMode.Kernel), Sample(2, 5, 5, 1, ProcessorMode.Unknown), Sample(3, 5, 5, 1, id: 4),
            Sample(4, 5, 5, 1, id: Id + 2), Sample(5, 5, 5, 0x11, ProcessorMode.GuestUser, id: Id + 1));
        Assert.Equal(["GuestUser 11 1"], capture.Samples(e => $"{e.Mode} {e.Offset:x} {e.Event}"));
        Assert.Equal("SampleInvalidEip=1 Malformed=2 ModeUnknown=1", LedgerAssert.Losses(capture.Ledger));
    }

    [Fact]
    public void Counts_what_the_event_buffer_had_no_room_for()
    {
        var capture = new RecordCapture(1, bufferBytes: 0);
        for (ulong i = 0; i < 20_000; i++)
            capture.Add(0, Sample(i + 1, 5, 5, 0xffff_0000, ProcessorMode.Kernel));
        capture.Round();
        Assert.Equal(20_000, capture.Ledger.Delivered + capture.Ledger.Lost(LossCause.EventLostOverflow));
        Assert.Equal(capture.Buffer.LostOverflow, capture.Ledger.Lost(LossCause.EventLostOverflow));
        Assert.InRange(capture.Ledger.Delivered, 10_000, 19_000);
    }

    [Fact]
    public void Counts_every_record_that_is_cut_short()
    {
        byte[][] whole =
        [
            Sample(1, 5, 5, 0x1000), Mmap(1, 5, 0x1000, 0x1000, "/a"), Mmap2(1, 5, 0x1000, 0x1000, "/a"), Comm(1, 5, 5, "a"), Fork(1, 6, 6, 5, 5),
            Exit(1, 5, 5), SwitchIn(1, 5, 5), Lost(1, 1), LostSamples(1, 1), Throttle(1, true), Ksymbol(1, 1, 1, "k"),
        ];
        foreach (byte[] record in whole)
        {
            for (int size = 8; size < record.Length; size += 8)
            {
                var capture = new RecordCapture(1);
                var cut = record[..size];
                BinaryPrimitives.WriteUInt16LittleEndian(cut.AsSpan(6), (ushort)size);
                capture.Add(0, cut);
                capture.Round();
                Assert.Equal(1, capture.Ledger.Received - capture.Ledger.Lost(LossCause.KernelLostRecord) - capture.Ledger.Lost(LossCause.KernelLostSample));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gives_a_groups_values_as_what_was_counted_since_the_last_sample(bool withLost)
    {
        var capture = new RecordCapture(1, groups: true, lostCounts: withLost, inherited: true);
        capture.Add(
            0, Group(1, 9, 100, 1000), Group(2, 9, 150, 1700), Group(3, 8, 30, 40), Group(4, 9, 151, 1701), Exit(5, 9, 9), Group(6, 9, 10, 20),
            Sample(7, 5, 9, 0xffff_0000, ProcessorMode.Kernel, id: Id + 1));
        Assert.Equal(
            ["9: 100,1000", "9: 50,700", "8: 30,40", "9: 1,1", "9: 10,20", "9: "],
            capture.Samples(e => $"{e.ThreadId}: {string.Join(',', e.Values.ToArray())}"));
        Assert.False(capture.Sync.SeenMultiplexed);

        byte[] Group(ulong time, int thread, ulong first, ulong second) => Sample(
            time, 5, thread, 0xffff_0000, ProcessorMode.Kernel,
            values: withLost ? [2, 50, 50, first, Id, 0, second, Id + 1, 0] : [2, 50, 50, first, Id, second, Id + 1]);
    }

    [Fact]
    public void Sees_that_a_group_took_turns_and_refuses_values_that_make_no_sense()
    {
        var capture = new RecordCapture(1, groups: true);
        capture.Add(
            0, Sample(1, 5, 5, 0xffff_0000, ProcessorMode.Kernel, values: [1, 100, 60, 5, Id]),
            Sample(2, 5, 5, 0xffff_0000, ProcessorMode.Kernel, values: [3, 100, 60, 5, Id]),
            Sample(3, 5, 5, 0xffff_0000, ProcessorMode.Kernel, values: [ulong.MaxValue, 100, 60, 5, Id]),
            Sample(4, 5, 5, 0xffff_0000, ProcessorMode.Kernel, values: [1, 100]));
        capture.Round();
        Assert.True(capture.Sync.SeenMultiplexed);
        Assert.Equal("Malformed=3", LedgerAssert.Losses(capture.Ledger));
    }
}
