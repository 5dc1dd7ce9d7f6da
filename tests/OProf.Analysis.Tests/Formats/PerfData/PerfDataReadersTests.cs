using System.Text;
using OProf.Analysis.Formats;
using OProf.Analysis.Formats.Exports;
using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.CallTrees;
using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Sessions;
using Xunit;
using static OProf.Analysis.Tests.Formats.PerfData.PerfDataWriter;

namespace OProf.Analysis.Tests.Formats.PerfData;

/// <summary>A file that several threads read, each its share of the samples, beside the same file read by one.</summary>
public sealed class PerfDataReadersTests : IDisposable
{
    private const ulong User = unchecked((ulong)-512);
    private const ulong Kernel = unchecked((ulong)-128);

    private readonly PerfDataFolder _folder = new();

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(7, true)]
    public void Find_what_one_finds(int readers, bool namesSuffice)
    {
        string path = _folder.Write(Changing(rounds: true));
        using var one = Open(path, 1, namesSuffice);
        using var several = Open(path, readers, namesSuffice);
        Assert.True(one.SampleCount > 5000, $"{one.SampleCount} samples");
        Assert.Equal(one.SampleCount, several.SampleCount);
        Assert.Equal((one.StartTime, one.Elapsed), (several.StartTime, several.Elapsed));
        Assert.Equal(one.Notices.Select(Text), several.Notices.Select(Text));
        Assert.Equal(one.Ledger.Select(Counts), several.Ledger.Select(Counts));
        Assert.All(several.Ledger, cpu => Assert.True(cpu.Balances, $"CPU {cpu.Cpu}: {cpu.Received} received"));
        Assert.NotNull(several.SumsOf(withChains: true));
        ProfileKey[][] reports =
        [
            [ProfileKey.Process, ProfileKey.Image, ProfileKey.Symbol], [ProfileKey.Thread, ProfileKey.Mode], [ProfileKey.Cpu], [ProfileKey.Address], [ProfileKey.Time],
        ];
        foreach (var by in reports)
            Assert.Equal(Rows(one, by), Rows(several, by));
        foreach (var direction in Enum.GetValues<CallTreeDirection>())
            Assert.Equal(Tree(one, direction), Tree(several, direction));
        Assert.Equal(Folded(one), Folded(several));
        Assert.Equal(PerfDataFolder.Lines(one), PerfDataFolder.Lines(several));
    }

    [Fact]
    public void Sums_are_in_the_order_of_their_first_samples()
    {
        string path = _folder.Write(Changing(rounds: false));
        using var one = Open(path, 1, namesSuffice: false);
        using var several = Open(path, 4, namesSuffice: false);
        Assert.Equal(Sums(one), Sums(several));
    }

    [Fact]
    public void What_damages_a_file_is_said_once()
    {
        byte[] bytes = Changing(rounds: true);
        bytes.AsSpan(bytes.Length / 2, 4096).Fill(0xFF);
        string path = _folder.Write(bytes);
        using var one = Open(path, 1, namesSuffice: true);
        using var several = Open(path, 3, namesSuffice: true);
        Assert.Contains(several.Notices, notice => notice.Id == "OProfPerfDataDamaged");
        Assert.Equal(one.Notices.Select(Text), several.Notices.Select(Text));
        Assert.Equal(one.Ledger.Select(Counts), several.Ledger.Select(Counts));
        Assert.Equal(Folded(one), Folded(several));
    }

    [Fact]
    public void Are_all_ended_by_a_cancellation()
    {
        string path = _folder.Write(Changing(rounds: true));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => CaptureImport.Open(path, new ImportOptions { WithChains = true, Readers = 3, Cancellation = cancellation.Token }));
    }

    public void Dispose() => _folder.Dispose();

    private static RecordedSession Open(string path, int readers, bool namesSuffice) =>
        CaptureImport.Open(path, new ImportOptions { WithChains = true, NamesSuffice = namesSuffice, Readers = readers });

    private static string Text(SessionNotice notice) => $"{notice.Id}: {notice.Message}";

    private static string Counts(Capture.Sync.CpuLedger ledger)
    {
        long[] counts = new long[Capture.Sync.CpuLedger.CountsLength];
        ledger.CopyTo(counts);
        return $"{ledger.Cpu}: {string.Join(' ', counts)}";
    }

    private static List<string> Rows(Session session, ProfileKey[] by) =>
        [.. SampleReport.Measure(session, by).Rows.Select(row => $"{row.Event} {row.Time} {row.Cpu} {row.ProcessId}/{row.ThreadId} {row.Command} {row.Mode} {row.Image} {row.Symbol} "
            + $"{row.Address} {row.Samples} {row.Period} {row.TotalSamples} {row.Share:R} {row.Total:R}")];

    private static List<string> Tree(Session session, CallTreeDirection direction) =>
        [.. CallTree.Of(Profile.Of(session, new ProfileOptions { SumsSuffice = true }), new CallTreeOptions { Direction = direction, MinimumShare = 0, ByProcess = true })
            .Nodes().Select(node => $"{node.Event} {node.Command} {node.GetBranch()}{node.Image} {node.Symbol} {node.TotalSamples} {node.SelfSamples} {node.TotalPeriod}")];

    private static List<string> Sums(Session session)
    {
        var sums = session.SumsOf(withChains: true)!;
        var source = SampleResolver.For(session).Source;
        return [.. Enumerable.Range(0, sums.Count).Select(index =>
        {
            var sum = sums[index];
            var frames = new List<string>();
            for (int stack = sum.Stack; stack != 0; stack = source.Stacks.ParentOf(stack))
            {
                var frame = source.Stacks.Frame(source.Stacks.FrameOf(stack));
                frames.Add($"{source.Cookies[frame.Cookie]?.Path}+{frame.Offset:x}");
            }

            return $"{source.Tasks[sum.Task]} {sum.Event} {sum.Cpu} {sum.Mode} {source.Cookies[sum.Cookie]?.Path} {sum.Offset:x} {sum.Samples} {sum.Period}: {string.Join(' ', frames)}";
        })];
    }

    private static string Folded(Session session)
    {
        using var stream = new MemoryStream();
        CaptureExport.Write(session, CaptureFormat.Folded, new TargetStream(stream, "memory"), new ExportOptions());
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // Some programs on four CPUs, that begin threads and others, change their names, map code beside and over what they have, and end; records that the
    // kernel dropped, samples of threads that nothing told of, some that are cut, and some out of their order.
    private static byte[] Changing(bool rounds)
    {
        var writer = new PerfDataWriter { SampleType = Identifier | Ip | Tid | Time | Cpu | Period | CallChain };
        writer.Event(1, 0, 11).Event(1, 2, 12);
        writer.Comm(10, 10, "first", 1).Mmap2(10, 0x100000, 0x10000, 0, "/bin/first", 1);
        var random = new Random(11);
        var processes = new List<int> { 10 };
        int next = 11;
        for (int number = 1; number <= 6000; number++)
        {
            ulong time = (2_000_000UL * (ulong)number) + (ulong)random.Next(1_500_000);
            int process = processes[random.Next(processes.Count)];
            switch (random.Next(60))
            {
                case 0:
                    writer.Fork(next, process, next, process, time, random.Next(4)).Comm(next, next, $"program {next}", time + 1, random.Next(4), isExec: random.Next(2) == 0);
                    writer.Sample(next, next, 0xffffffff81000000, time + 2, cpu: 1, id: 11, misc: 1, chain: [Kernel, 0xffffffff81000000]);
                    writer.Mmap2(next, 0x100000, 0x10000, 0, $"/bin/{next % 5}", time + 3);
                    processes.Add(next++);
                    break;
                case 1 when processes.Count > 1:
                    writer.Exit(process, process, time, random.Next(4));
                    processes.Remove(process);
                    break;
                case 2:
                    writer.Comm(process, process, $"name {number % 7}", time, random.Next(4));
                    break;
                case 3 or 4:
                    writer.Mmap2(process, (ulong)random.Next(16, 40) << 16, 0x10000, 0, random.Next(3) == 0 ? "//anon" : $"/lib/{random.Next(6)}", time, inode: (ulong)random.Next(2), cpu: random.Next(4));
                    break;
                case 5:
                    writer.Lost((ulong)random.Next(1, 9), time, random.Next(4));
                    break;
                case 6:
                    writer.Plain(9, 2, [1, 2, 3, 4, 5, 6, 7, 8]);
                    break;
            }

            bool isKernel = random.Next(4) == 0;
            ulong address = ((ulong)random.Next(16, 40) << 16) + (ulong)random.Next(40);
            ulong[] chain =
            [
                isKernel ? Kernel : User, address, .. Enumerable.Range(0, random.Next(24)).Select(depth => ((ulong)(16 + (depth % 3)) << 16) + (ulong)(depth * 16) + (ulong)random.Next(3)),
            ];
            int thread = random.Next(12) == 0 ? process + 5000 : process;
            writer.Sample(
                process, thread, address, random.Next(200) == 0 ? time - 1_000_003 : time + 10, cpu: random.Next(4), period: (ulong)random.Next(1, 50),
                id: (ulong)random.Next(11, 13), misc: isKernel ? (ushort)1 : (ushort)2, chain: chain);
            if (rounds && number % 500 == 0)
                writer.Round();
        }

        return writer.ToArray();
    }
}
