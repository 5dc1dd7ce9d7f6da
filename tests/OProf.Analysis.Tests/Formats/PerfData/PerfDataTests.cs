using OProf.Analysis.Formats;
using OProf.Analysis.Profiles;
using OProf.Capture.Recording;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;
using static OProf.Analysis.Tests.Formats.PerfData.PerfDataWriter;

namespace OProf.Analysis.Tests.Formats.PerfData;

public sealed class PerfDataTests : IDisposable
{
    private const ulong User = unchecked((ulong)-512);
    private const ulong Kernel = unchecked((ulong)-128);

    private readonly PerfDataFolder _folder = new();

    public static TheoryData<bool, bool, ulong, int> Kinds()
    {
        var kinds = new TheoryData<bool, bool, ulong, int>();
        foreach (bool isBigEndian in new[] { false, true })
        {
            foreach (bool isPipe in new[] { false, true })
            {
                kinds.Add(isBigEndian, isPipe, Ip | Tid | Time | Cpu | Period | CallChain, 112);
                kinds.Add(isBigEndian, isPipe, Identifier | Ip | Tid | Time | Addr | StreamId | Cpu | Period | CallChain | Raw, 136);
                kinds.Add(isBigEndian, isPipe, Ip | Tid | Time | Id | Cpu | Period | CallChain, 64);
            }
        }

        return kinds;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Samples_are_the_same_whatever_the_byte_order_and_the_layout(bool isBigEndian, bool isPipe, ulong sampleType, int attrSize)
    {
        var writer = new PerfDataWriter { IsBigEndian = isBigEndian, IsPipe = isPipe, SampleType = sampleType, AttrSize = attrSize };
        Write(writer.Event(1, 0, 11, 12));
        writer.Feature(3, writer.Text("elsewhere")).Feature(4, writer.Text("5.6.7")).Feature(6, writer.Text("s390x"));
        using var session = _folder.Open(writer.ToArray());
        Assert.Equal(
            [
                "1100 [0] parent 10/10 cpu-clock 1000 User: /bin/parent+2010",
                "1300 [1] child 20/20 cpu-clock 1000 User: /bin/child+10 < /bin/child+20 < [unknown]+30",
                "1400 [0] parent 10/10 cpu-clock 3 Kernel: [kernel.kallsyms]+ffffffff81000010 < /bin/parent+2020",
                "1500 [1] child 20/20 cpu-clock 1000 User: [unknown]+99",
            ],
            PerfDataFolder.Lines(session));
        Assert.Equal((4, 0), (session.SampleCount, session.LostCount));
        Assert.Equal(("elsewhere", "5.6.7", "s390x"), (session.HostName, session.KernelRelease, session.Architecture));
        Assert.False(session.IsOfThisBoot);
        Assert.Equal([0, 1], session.Cpus);
        Assert.Equal((SessionState.Stopped, 1100UL), (session.State, session.FirstSampleTimestamp));
        Assert.Empty(session.Notices);
        Assert.Equal(7, session.Ledger.Sum(cpu => cpu.Applied));

        // Without chains the samples are the same but for these.
        int samples = 0;
        for (var reader = session.OpenReaderWithoutChains(); reader.TryRead(out var entry);)
            samples += entry.Kind == EventKind.Sample && entry.Stack == 0 ? 1 : 0;
        Assert.Equal(4, samples);
    }

    [Fact]
    public void Files_of_the_first_versions_have_no_times_but_in_samples()
    {
        var writer = new PerfDataWriter { AttrSize = 64, HasTrailers = false, SampleType = Ip | Tid | Time };
        writer.Event(0, 0).Comm(10, 10, "old", 0).Mmap(10, 0x1000, 0x1000, 0, "/bin/old", 0);
        writer.Sample(10, 10, 0x1010, 200).Sample(10, 10, 0x1020, 100);
        using var session = _folder.Open(writer.ToArray());
        Assert.Equal(
            ["100 [-1] old 10/10 cycles 1000 User: /bin/old+20", "200 [-1] old 10/10 cycles 1000 User: /bin/old+10"],
            PerfDataFolder.Lines(session));
    }

    [Fact]
    public void Records_come_in_the_order_of_their_time_whatever_ring_they_were_in()
    {
        var writer = new PerfDataWriter { SampleType = Ip | Tid | Time };
        writer.Event(1, 0).Comm(10, 10, "a", 0);
        for (int round = 0; round < 50; round++)
        {
            // Three rings, one after the other, each in order; some of it belongs to the round before.
            for (int ring = 0; ring < 3; ring++)
            {
                for (int number = 0; number < 40; number++)
                    writer.Sample(10, 10, 0x10, (ulong)(1000 + (1000 * round) - (round > 0 ? 500 : 0) + (number * 30) + ring));
            }

            writer.Round();
        }

        using var session = _folder.Open(writer.ToArray());
        var times = SampleResolver.For(session, new UnnamedAddresses()).Samples().Select(sample => sample.Time).ToList();
        Assert.Equal(50 * 3 * 40, times.Count);
        Assert.Equal(times.Order(), times);
        Assert.Equal(0, session.Ledger.Sum(cpu => cpu.Late));
    }

    [Theory]
    [InlineData(81U)]
    [InlineData(83U)]
    public void A_compressed_record_may_end_within_a_record(uint type)
    {
        var writer = new PerfDataWriter();
        writer.Event(1, 0).Comm(10, 10, "a", 0).Mmap2(10, 0x1000, 0x1000, 0, "/bin/a", 0);
        long since = writer.Length;
        for (ulong number = 0; number < 100; number++)
            writer.Sample(10, 10, 0x1000 + number, 100 + number);
        byte[] plain = writer.ToArray();
        using var expected = _folder.Open(plain);
        writer.Compress(since, 1234, type);
        RecordedSession session;
        try
        {
            session = _folder.Open(writer.ToArray());
        }
        catch (CaptureException e) when (e.Error.Id == "OProfImportNoZstd")
        {
            Assert.Skip(e.Message);
            return;
        }

        Assert.Equal(PerfDataFolder.Lines(expected), PerfDataFolder.Lines(session));
        Assert.Equal(100, session.SampleCount);
        session.Dispose();
    }

    [Fact]
    public void What_a_compressed_record_should_not_hold_is_said()
    {
        var writer = new PerfDataWriter();
        writer.Event(1, 0).Comm(10, 10, "a", 0).Sample(10, 10, 1, 1);
        writer.Plain(81, 0, [1, 2, 3, 4, 5, 6, 7, 8]).Sample(10, 10, 1, 2);
        RecordedSession session;
        try
        {
            session = _folder.Open(writer.ToArray());
        }
        catch (CaptureException e) when (e.Error.Id == "OProfImportNoZstd")
        {
            Assert.Skip(e.Message);
            return;
        }

        Assert.Equal(1, session.SampleCount);
        Assert.Equal("OProfPerfDataDamaged", Assert.Single(session.Notices).Id);
        session.Dispose();
    }

    [Fact]
    public void Values_of_a_group_are_those_since_the_sample_before()
    {
        const ulong GroupIdLost = (1 << 2) | (1 << 3) | (1 << 4);
        var writer = new PerfDataWriter { SampleType = Identifier | Ip | Tid | Time | Read | Period, ReadFormat = GroupIdLost };
        writer.Event(1, 0, 5).Event(1, 2, 6).Comm(10, 10, "a", 0);
        writer.Sample(10, 10, 1, 100, id: 5, read: [2, 1000, 5, 0, 7, 6, 0]).Sample(10, 10, 1, 200, id: 5, read: [2, 1500, 5, 0, 9, 6, 0]);
        using var session = _folder.Open(writer.ToArray());
        var samples = SampleResolver.For(session, new UnnamedAddresses()).Samples().ToList();
        Assert.Equal([new EventValue("cpu-clock", 1000), new EventValue("page-faults", 7)], samples[0].GetValues());
        Assert.Equal([new EventValue("cpu-clock", 500), new EventValue("page-faults", 2)], samples[1].GetValues());
        Assert.Equal([[0, 1], []], session.EventGroups);
    }

    [Fact]
    public void What_perf_adds_beside_records_is_passed_over()
    {
        var writer = new PerfDataWriter();
        writer.Event(1, 0).Comm(10, 10, "a", 0).Sample(10, 10, 1, 1);
        writer.Plain(71, 0, writer.Words(100, 0, 0, 0, 0)).Bytes(new byte[100]);
        writer.Plain(66, 0, writer.Words32(13)).Bytes(new byte[16]);
        writer.Plain(69, 0, writer.Words(0)).Plain(70, 0, new byte[40]).Sample(10, 10, 1, 2).Lost(3, 3);
        using var session = _folder.Open(writer.ToArray());
        Assert.Equal(["OProfKernelLost", "OProfPerfDataAux"], session.Notices.Select(notice => notice.Id).Order());
        Assert.Equal((2, 3), (session.SampleCount, session.LostCount));
    }

    [Fact]
    public void Build_ids_at_the_end_of_the_file_identify_what_was_mapped()
    {
        var writer = new PerfDataWriter();
        writer.Event(1, 0).Mmap2(10, 0x1000, 0x1000, 0, "/bin/a", 0).Mmap2(10, 0x3000, 0x1000, 0, "/bin/b", 0, inode: 99);
        byte[] buildId = [.. Enumerable.Range(1, 20).Select(number => (byte)number)];
        var list = new PerfDataWriter();
        list.Plain(0, 2, [.. list.Words32(-1), .. buildId, 0, 0, 0, 0, .. "/bin/a\0\0"u8]);
        writer.Sample(10, 10, 0x1010, 1).Sample(10, 10, 0x3010, 2);
        writer.Feature(2, list.ToArray()[104..]);
        using var session = _folder.Open(writer.ToArray());
        Assert.Equal(buildId, session.Cookies[1]!.BuildId.ToArray());
        Assert.Equal((0, 99UL), (session.Cookies[2]!.BuildId.Length, session.Cookies[2]!.Inode));
    }

    [Fact]
    public void What_perf_found_in_proc_is_no_fork()
    {
        const ushort PERF_RECORD_MISC_FORK_EXEC = 1 << 13;
        var writer = new PerfDataWriter();
        writer.Event(1, 0).Comm(1, 1, "init", 0).Mmap2(1, 0x1000, 0x1000, 0, "/bin/init", 0);
        writer.Fork(2, 1, 2, 1, 0, misc: PERF_RECORD_MISC_FORK_EXEC).Comm(2, 2, "other", 0).Sample(2, 2, 0x1010, 10);
        writer.Fork(3, 1, 3, 1, 20).Sample(3, 3, 0x1010, 30);
        using var session = _folder.Open(writer.ToArray());
        Assert.Equal(
            ["10 [0] other 2/2 cpu-clock 1000 User: [unknown]+1010", "30 [0] init 3/3 cpu-clock 1000 User: /bin/init+10"],
            PerfDataFolder.Lines(session));
    }

    [Fact]
    public void A_sample_of_no_known_event_is_lost_and_counted()
    {
        var writer = new PerfDataWriter { SampleType = Identifier | Ip | Tid | Time | Cpu };
        writer.Event(1, 0, 5).Event(1, 2, 6).Sample(1, 1, 1, 1, id: 5).Sample(1, 1, 1, 2, id: 7).Sample(1, 1, 1, 3, id: 6);
        using var session = _folder.Open(writer.ToArray());
        Assert.Equal((2, 1), (session.SampleCount, session.Ledger.Sum(cpu => cpu.Lost(LossCause.Malformed))));
        Assert.Equal(["cpu-clock", "page-faults"], session.EventNames);
    }

    [Fact]
    public void A_session_without_cpus_is_saved_and_read_again()
    {
        var writer = new PerfDataWriter { SampleType = Ip | Tid | Time | CallChain };
        Write(writer.Event(1, 0));
        using var session = _folder.Open(writer.ToArray());
        Assert.Equal([-1], session.Cpus);
        string folder = _folder.At("saved");
        Assert.Equal(4, SessionSnapshot.Save(session, folder));
        using var saved = CaptureImport.Open(folder);
        Assert.Equal(PerfDataFolder.Lines(session), PerfDataFolder.Lines(saved));
    }

    [Fact]
    public void A_report_of_the_samples_own_places_has_their_shares()
    {
        var writer = new PerfDataWriter();
        Write(writer.Event(1, 0));
        using var session = _folder.Open(writer.ToArray());
        var resolver = SampleResolver.For(session, new NamesByProcess());
        var whole = SampleReport.Measure(resolver, [ProfileKey.Image]);
        var self = SampleReport.Measure(resolver, [ProfileKey.Image], selfOnly: true);
        Assert.True(self.IsSelfOnly);
        Assert.All(self.Rows, row => Assert.Equal(row.Share, row.Total));
        Assert.Equal(
            whole.Rows.Where(row => row.Samples > 0).Select(row => (row.Image, row.Samples, row.Period)).Order(),
            self.Rows.Select(row => (row.Image, row.Samples, row.Period)).Order());
        Assert.Contains(whole.Rows, row => row.Total > row.Share);
    }

    public void Dispose() => _folder.Dispose();

    // Two processes on two CPUs; the child is the parent's fork, and runs another program from 1,250 on.
    internal static void Write(PerfDataWriter writer)
    {
        writer.Comm(10, 10, "parent", 0).Mmap2(10, 0x400000, 0x10000, 0x2000, "/bin/parent", 0);
        writer.Fork(20, 10, 20, 10, 1200, cpu: 1).Comm(20, 20, "child", 1250, cpu: 1, isExec: true);
        writer.Mmap2(20, 0x500000, 0x1000, 0, "/bin/child", 1260, cpu: 1);
        writer.Sample(20, 20, 0x500010, 1300, cpu: 1, id: 11, chain: [User, 0x500010, 0x500020, 0x30]);
        writer.Sample(20, 20, 0x99, 1500, cpu: 1, id: 12);
        writer.Exit(20, 20, 1600, cpu: 1);
        writer.Sample(10, 10, 0x400010, 1100, id: 11);
        writer.Sample(
            10, 10, 0xffffffff81000010, 1400, period: (writer.SampleType & Period) == 0 ? 1000UL : 3, id: 11, misc: 1,
            chain: [Kernel, 0xffffffff81000010, User, 0x400020]);
        writer.Mmap2(10, 0x600000, 0x1000, 0, "/lib/b", 1700);
        writer.Round();
    }
}
