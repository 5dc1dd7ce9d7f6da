using OProf.Analysis.Formats.Exports;
using OProf.Analysis.Tests.Formats.PerfData;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Exports;

/// <summary>A file is written as a whole or not at all.</summary>
public sealed class ExportFileTests : IDisposable
{
    private readonly PerfDataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_there_stays_when_the_writing_fails_or_is_cancelled()
    {
        string path = _folder.At("a.csv");
        File.WriteAllText(path, "old");
        using var session = _folder.Open(ExportedSessions.Small());
        using var cancelled = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => ExportFile.Write(path, false, stream =>
        {
            stream.Write("half of it"u8);
            cancelled.Cancel();
            cancelled.Token.ThrowIfCancellationRequested();
        }));
        Assert.Throws<InvalidOperationException>(() => ExportFile.Write(path, false, _ => throw new InvalidOperationException()));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!, "a.csv*"));
        CaptureExport.Save(session, CaptureFormat.Csv, path);
        Assert.Equal(3, File.ReadAllLines(path).Length);
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!, "a.csv*"));
    }

    [Fact]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public void A_link_and_permissions_stay()
    {
        string path = _folder.At("real.csv");
        string link = _folder.At("link.csv");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(link, path);
        ExportFile.Write(link, false, stream => stream.Write("new"u8));
        Assert.Equal(path, File.ResolveLinkTarget(link, false)?.FullName);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
    }

    [Fact]
    public void What_is_read_only_is_replaced_by_force_alone()
    {
        string path = _folder.At("a.csv");
        File.WriteAllText(path, "old");
        File.SetAttributes(path, FileAttributes.ReadOnly);
        var error = Assert.Throws<CaptureException>(() => ExportFile.Write(path, false, stream => stream.Write("new"u8)));
        Assert.Equal("OProfExportReadOnly", error.Error.Id);
        Assert.Equal("old", File.ReadAllText(path));
        ExportFile.Write(path, true, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void What_cannot_be_written_says_so()
    {
        Directory.CreateDirectory(_folder.At("folder"));
        foreach (string path in new[] { _folder.At("none/a.csv"), _folder.At("folder") })
        {
            var error = Assert.Throws<CaptureException>(() => ExportFile.Write(path, false, _ => { }));
            Assert.Equal("OProfFileNotWritten", error.Error.Id);
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_device_is_written_as_it_is()
    {
        ExportFile.Write("/dev/null", false, stream => stream.Write("new"u8));
        var full = Assert.Throws<CaptureException>(() => ExportFile.Write("/dev/full", false, stream => stream.Write("new"u8)));
        Assert.Equal("OProfFileNotWritten", full.Error.Id);
        Assert.Empty(Directory.GetFiles("/dev", "null.*tmp"));
    }

    [Fact]
    public void Text_is_compressed_where_the_name_says_so()
    {
        using var session = _folder.Open(ExportedSessions.Small());
        CaptureExport.Save(session, CaptureFormat.Folded, _folder.At("a.folded.gz"));
        using var text = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(_folder.At("a.folded.gz")), System.IO.Compression.CompressionMode.Decompress));
        Assert.Equal("small;[small] 1000\nsmall;[small];[small] 1000\n", text.ReadToEnd());
    }
}
