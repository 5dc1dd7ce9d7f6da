using OProf.Analysis.Formats;
using OProf.Analysis.Formats.Exports;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using Xunit;
using static OProf.Analysis.Tests.Formats.PerfData.PerfDataWriter;

namespace OProf.Analysis.Tests.Formats.PerfData;

/// <summary>Files of <c>perf record --all-cgroups</c>.</summary>
public sealed class PerfDataCgroupTests : IDisposable
{
    private const ulong Common = Identifier | Ip | Tid | Time | Cpu | Period;

    private readonly PerfDataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, Common | Cgroup)]
    [InlineData(true, Common | Cgroup)]
    [InlineData(false, Common | CallChain | Raw | Cgroup | DataPageSize)]
    [InlineData(true, Common | CallChain | Raw | Cgroup | DataPageSize | CodePageSize)]
    public void Each_sample_is_of_its_group(bool isBigEndian, ulong sampleType)
    {
        using var session = _folder.Open(Write(new PerfDataWriter { IsBigEndian = isBigEndian, SampleType = sampleType }));
        Assert.Equal(["10 /a", "20 /b/c", "10 /b/c", "20 [cgroup 43]", "10 "], Groups(session));
        Assert.Equal(
            ["/b/c 2", "/a 1", "[cgroup 43] 1", "[unknown] 1"],
            SampleReport.Measure(session, [ProfileKey.Cgroup]).Rows.Select(row => $"{row.Cgroup} {row.Samples}"));
    }

    [Fact]
    public void Groups_come_back_from_an_export_to_a_file_and_to_a_recording()
    {
        using var session = _folder.Open(Write(new PerfDataWriter { SampleType = Common | CallChain | Cgroup }));
        foreach (var format in new[] { CaptureFormat.PerfData, CaptureFormat.Ctf })
        {
            string path = _folder.At($"exported-{format}");
            CaptureExport.Save(session, format, path);
            using var again = CaptureImport.Open(path);
            Assert.Equal(Groups(session), Groups(again));
            Assert.Equal(PerfDataFolder.Lines(session), PerfDataFolder.Lines(again));
        }
    }

    [Fact]
    public void A_file_without_groups_has_none()
    {
        using var session = _folder.Open(Write(new PerfDataWriter { SampleType = Common }));
        Assert.Equal(["10 ", "20 ", "10 ", "20 ", "10 "], Groups(session));
    }

    [Fact]
    public void Of_samples_with_pieces_of_AUX_data_the_group_is_not_read()
    {
        using var session = _folder.Open(Write(new PerfDataWriter { SampleType = Common | Cgroup | Aux }));
        Assert.Equal(["10 ", "20 ", "10 ", "20 ", "10 "], Groups(session));
    }

    [Fact]
    public void A_sample_that_is_cut_off_within_its_group_has_none()
    {
        var writer = new PerfDataWriter { SampleType = Common | Cgroup };
        writer.Event(1, 0, 11).CgroupPath(40, "/a", 1).Plain(9, 2, [.. writer.Words(11, 0x10), .. writer.Words32(10, 10), .. writer.Words(100), .. writer.Words32(0, 0), .. writer.Words(1000)]);
        using var session = _folder.Open(writer.ToArray());
        Assert.Equal(["10 "], Groups(session));
    }

    private static byte[] Write(PerfDataWriter writer)
    {
        writer.Event(1, 0, 11).Comm(10, 10, "one", 1).Comm(20, 20, "two", 1);
        writer.CgroupPath(40, "/a", 2).CgroupPath(1UL << 40, "/b/c", 3);
        writer.Sample(10, 10, 0x10, 100, id: 11, cgroup: 40).Sample(20, 20, 0x10, 101, id: 11, cgroup: 1UL << 40);
        writer.Sample(10, 10, 0x10, 102, id: 11, cgroup: 1UL << 40).Sample(20, 20, 0x10, 103, id: 11, cgroup: 43);
        return writer.Sample(10, 10, 0x10, 104, id: 11).Round().ToArray();
    }

    private static List<string> Groups(Session session) =>
        [.. SampleResolver.For(session, new UnnamedAddresses()).Samples().Select(sample => $"{sample.ThreadId} {sample.Cgroup}")];
}
