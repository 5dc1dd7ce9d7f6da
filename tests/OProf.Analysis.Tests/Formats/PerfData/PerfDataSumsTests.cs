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

/// <summary>What is added up as a file is read, beside its samples one by one.</summary>
public sealed class PerfDataSumsTests : IDisposable
{
    private const ulong User = unchecked((ulong)-512);
    private const ulong Kernel = unchecked((ulong)-128);

    private static readonly Comparer<SessionNotice> s_noticeOrder = Comparer<SessionNotice>.Create((a, b) => string.CompareOrdinal(a.Message, b.Message));

    private readonly PerfDataFolder _folder = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reports_of_what_was_added_up_are_those_of_the_samples_one_by_one(bool withChains)
    {
        using var session = CaptureImport.Open(_folder.Write(Mixed()), new ImportOptions { WithChains = withChains });
        Assert.NotNull(session.SumsOf(withChains: false));
        Assert.Equal(withChains, session.SumsOf(withChains: true) is not null);
        var resolver = SampleResolver.For(session, new NamesByProcess());
        ProfileKey[][] reports =
        [
            [ProfileKey.Process, ProfileKey.Image, ProfileKey.Symbol], [ProfileKey.Address, ProfileKey.Cpu], [ProfileKey.Thread, ProfileKey.Mode], [],
            [ProfileKey.Time, ProfileKey.Image],
        ];
        foreach (var by in reports)
        {
            foreach (bool selfOnly in new[] { false, true })
            {
                var oneByOne = new SampleReportBuilder(by, selfOnly: selfOnly);
                foreach (var sample in resolver.Samples())
                    oneByOne.Add(sample);
                Assert.Equal(Rows(oneByOne.Build()), Rows(SampleReport.Measure(resolver, by, selfOnly: selfOnly)));
            }
        }
    }

    [Fact]
    public void Trees_of_what_was_added_up_are_those_of_the_samples_one_by_one()
    {
        using var session = CaptureImport.Open(_folder.Write(Mixed()), new ImportOptions { WithChains = true });
        var resolver = SampleResolver.For(session, new NamesByProcess());
        var samples = Profile.Of(resolver, "samples");
        var sums = Profile.Of(resolver, "sums", new ProfileOptions { SumsSuffice = true });
        Assert.Equal((3000, 0), (samples.Samples.Count, sums.Samples.Count));
        foreach (var direction in Enum.GetValues<CallTreeDirection>())
        {
            var options = new CallTreeOptions { Direction = direction, MinimumShare = 0, ByProcess = true };
            var expected = CallTree.Of(samples, options);
            var tree = CallTree.Of(sums, options);
            Assert.Equal(expected.Samples, tree.Samples);
            Assert.Equal(expected.Nodes().Select(Line), tree.Nodes().Select(Line));
        }

        var ofOne = new ProfileOptions { ProcessIds = [20] };
        Assert.Equal(
            CallTree.Of(Profile.Of(resolver, "one", ofOne)).Nodes().Select(Line),
            CallTree.Of(Profile.Of(resolver, "one", ofOne with { SumsSuffice = true })).Nodes().Select(Line));
    }

    private static string Line(CallTreeNode node) =>
        $"{node.Event} {node.Command} {node.GetBranch()}{node.Image} {node.TotalSamples} {node.SelfSamples} {node.TotalPeriod} {node.SelfPeriod}";

    [Fact]
    public void Folded_stacks_of_what_was_added_up_are_those_of_the_samples_one_by_one()
    {
        string path = _folder.Write(Mixed());
        string sums = Folded(path, withChains: true, new ExportOptions());
        Assert.True(sums.Count(letter => letter == '\n') > 100, sums);
        Assert.Equal(Folded(path, withChains: false, new ExportOptions()), sums);
        var one = new ExportOptions { ProcessIds = [20], Events = ["page-faults"] };
        Assert.Equal(Folded(path, withChains: false, one), Folded(path, withChains: true, one));
        Assert.InRange(Folded(path, withChains: true, one).Length, 100, sums.Length - 1);
    }

    [Fact]
    public void Where_names_are_enough_chains_of_the_same_functions_are_one()
    {
        string path = _folder.Write(Mixed());
        using var exact = CaptureImport.Open(path, new ImportOptions { WithChains = true });
        using var byName = CaptureImport.Open(path, new ImportOptions { WithChains = true, NamesSuffice = true });
        Assert.InRange(byName.SumsOf(withChains: true)!.Count, 1, exact.SumsOf(withChains: true)!.Count - 1);
        Assert.Null(byName.SumsOf(withChains: false));
        Assert.Equal(Folded(exact, new ExportOptions()), Folded(byName, new ExportOptions()));
        var sums = new ProfileOptions { SumsSuffice = true };
        Assert.Equal(
            CallTree.Of(Profile.Of(exact, sums)).Nodes().Select(Line), CallTree.Of(Profile.Of(byName, sums)).Nodes().Select(Line));
        ProfileKey[][] reports = [[ProfileKey.Process, ProfileKey.Image, ProfileKey.Symbol], [ProfileKey.Address], [ProfileKey.Line], [ProfileKey.Cpu], [ProfileKey.Thread], []];
        foreach (var by in reports)
        {
            foreach (bool selfOnly in new[] { false, true })
                Assert.Equal(Rows(SampleReport.Measure(exact, by, selfOnly: selfOnly)), Rows(SampleReport.Measure(byName, by, selfOnly: selfOnly)));
        }

        Assert.Equal(PerfDataFolder.Lines(exact), PerfDataFolder.Lines(byName));
        Assert.Equal(
            SampleReport.Measure(exact, [ProfileKey.Image]).Notices.Order(s_noticeOrder), SampleReport.Measure(byName, [ProfileKey.Image]).Notices.Order(s_noticeOrder));
    }

    private static string Folded(string path, bool withChains, ExportOptions options)
    {
        using var session = CaptureImport.Open(path, new ImportOptions { WithChains = withChains });
        SampleResolver.Give(session, new NamesByProcess());
        return Folded(session, options);
    }

    private static string Folded(Session session, ExportOptions options)
    {
        using var stream = new MemoryStream();
        CaptureExport.Write(session, CaptureFormat.Folded, new TargetStream(stream, "memory"), options);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static byte[] Mixed()
    {
        var writer = new PerfDataWriter { SampleType = Identifier | Ip | Tid | Time | Cpu | Period | CallChain };
        writer.Event(1, 0, 11).Event(1, 2, 12);
        writer.Comm(10, 10, "one", 1).Comm(20, 20, "two", 1).Comm(20, 21, "thread", 1);
        foreach (int process in new[] { 10, 20 })
        {
            for (ulong image = 1; image <= 5; image++)
                writer.Mmap2(process, image << 20, 0x1000, 0, image == 5 ? "//anon" : $"/bin/{image}", 1);
        }

        var random = new Random(3);
        for (int number = 0; number < 3000; number++)
        {
            ulong address = ((ulong)random.Next(1, 7) << 20) + (ulong)random.Next(3);
            bool isKernel = random.Next(4) == 0;
            ulong[] chain = [isKernel ? Kernel : User, address, .. Enumerable.Range(0, random.Next(6)).Select(_ => ((ulong)random.Next(1, 6) << 20) + 9)];
            int thread = random.Next(10, 13) switch { 10 => 10, 11 => 20, _ => 21 };
            writer.Sample(
                thread == 10 ? 10 : 20, thread, address, 1_000_000UL * (ulong)number, cpu: random.Next(3), period: (ulong)random.Next(1, 50),
                id: (ulong)random.Next(11, 13), misc: isKernel ? (ushort)1 : (ushort)2, chain: chain);
        }

        return writer.ToArray();
    }

    private static List<string> Rows(SampleReport report) =>
        [.. report.Rows.Select(row => $"{row.Event} {row.Time} {row.Cpu} {row.ProcessId}/{row.ThreadId} {row.Command} {row.Mode} {row.Image} {row.Symbol} "
            + $"{row.Address} {row.Samples} {row.Period} {row.TotalSamples} {row.Share:R} {row.Total:R}")];

    public void Dispose() => _folder.Dispose();
}
