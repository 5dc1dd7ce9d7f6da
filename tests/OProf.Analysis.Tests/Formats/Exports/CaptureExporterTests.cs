using OProf.Analysis.Formats.Exports;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Exports;

public sealed class CaptureExporterTests
{
    [Fact]
    public void There_is_one_for_each_format_and_no_two_names_mean_the_same()
    {
        Assert.Equal(Enum.GetValues<CaptureFormat>(), CaptureExporter.All.Select(exporter => exporter.Format));
        var suffixes = CaptureExporter.All.SelectMany(exporter => exporter.Suffixes).ToList();
        Assert.Equal(suffixes.Distinct(), suffixes);
        foreach (var exporter in CaptureExporter.All)
        {
            Assert.Same(exporter, CaptureExporter.Of(exporter.Format));
            Assert.All(exporter.Suffixes, suffix => Assert.Same(exporter, CaptureExporter.ForName("/some.dir/name" + suffix)));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => CaptureExporter.Of((CaptureFormat)1000));
    }

    [Theory]
    [InlineData("perf.data", CaptureFormat.PerfData)]
    [InlineData("/x/A.PERF.DATA", CaptureFormat.PerfData)]
    [InlineData("a.data", CaptureFormat.PerfData)]
    [InlineData("a.json", CaptureFormat.Json)]
    [InlineData("a.speedscope.json", CaptureFormat.Speedscope)]
    [InlineData("a.speedscope.json.gz", CaptureFormat.Speedscope)]
    [InlineData("a.b.csv.gz", CaptureFormat.Csv)]
    [InlineData("captures/night.ctf/", CaptureFormat.Ctf)]
    [InlineData("a.svg", CaptureFormat.FlameGraph)]
    [InlineData("a.collapsed", CaptureFormat.Folded)]
    [InlineData("a.oprofile", CaptureFormat.OProfile)]
    public void A_name_says_its_format(string name, CaptureFormat format) => Assert.Equal(format, CaptureExporter.ForName(name)?.Format);

    [Theory]
    [InlineData("a.html")]
    [InlineData("a")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData(".gz")]
    [InlineData("a.gz")]
    [InlineData("a.data.gz")]
    [InlineData("a.csv.bak")]
    public void Other_names_say_none(string name)
    {
        Assert.Null(CaptureExporter.ForName(name));
        var error = ExportErrors.UnknownFormat(name);
        Assert.Equal("OProfExportFormatUnknown", error.Error.Id);
        Assert.All(Enum.GetNames<CaptureFormat>(), format => Assert.Contains(format, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_goes_into_no_stream_and_is_not_filtered()
    {
        using var folder = new PerfData.PerfDataFolder();
        using var session = folder.Open(ExportedSessions.Small());
        var stream = Assert.Throws<CaptureException>(() => CaptureExport.Write(session, CaptureFormat.Ctf, Stream.Null));
        Assert.Equal("OProfExportNoStream", stream.Error.Id);
        var filter = Assert.Throws<CaptureException>(
            () => CaptureExport.Save(session, CaptureFormat.Ctf, folder.At("x.ctf"), new ExportOptions { ProcessIds = [1] }));
        Assert.Equal("OProfExportNoFilter", filter.Error.Id);
        Assert.False(Directory.Exists(folder.At("x.ctf")));
    }
}
