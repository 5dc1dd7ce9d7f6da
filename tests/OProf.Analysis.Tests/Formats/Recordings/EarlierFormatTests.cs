using OProf.Analysis.Formats;
using OProf.Analysis.Formats.Ctf;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Recordings;

/// <summary>Recordings that an earlier version has written: those of tests/Fixtures.</summary>
public sealed class EarlierFormatTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("oprof-format-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Of format 1, whose tasks do not say their control group.</summary>
    [Fact]
    public void Format_1_is_read()
    {
        using var session = CaptureImport.Open(Copy());
        Assert.Equal(21, session.SampleCount);
        var row = Assert.Single(SampleReport.Measure(session, [ProfileKey.Thread, ProfileKey.Cgroup]).Rows);
        Assert.Equal(("sh", 8737, "[unknown]", 21L), (row.Command, row.ProcessId, row.Cgroup, row.Samples));
        Assert.All(SampleResolver.For(session).Samples(), sample => Assert.Null(sample.Cgroup));
    }

    [Theory]
    [InlineData("oprof_format = 1", "oprof_format = 2", "uint32 cgroup")]
    [InlineData("oprof_format = 1", "oprof_format = 3", "oprof_format = 2")]
    [InlineData("uint32_t name; uint64_t executable;", "uint32_t name;", "uint64 executable")]
    public void What_is_neither_format_is_refused(string from, string to, string expected)
    {
        string path = Copy();
        string metadata = Path.Combine(path, "metadata");
        string text = File.ReadAllText(metadata);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(metadata, text.Replace(from, to, StringComparison.Ordinal));
        var error = Assert.Throws<CaptureException>(() => CaptureImport.Open(path).Dispose());
        Assert.IsType<CtfFormatException>(error.InnerException);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private string Copy()
    {
        string from = Path.Combine(AppContext.BaseDirectory, "Fixtures", "recording-format-1");
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        return _folder;
    }
}
