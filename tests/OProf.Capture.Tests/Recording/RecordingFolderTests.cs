using OProf.Capture.Recording;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Recording;

public sealed class RecordingFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("oprof-folder-").FullName;

    [Fact]
    public void Is_made_for_the_owner_alone()
    {
        var folder = RecordingFolder.Create(At("new"), force: false);
        Assert.Equal(At("new"), folder.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(folder.Path).UnixFileMode);
        Assert.True(Directory.Exists(folder.Buffers));
        folder.Undo();
        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public void An_empty_folder_is_taken_and_stays_when_undone()
    {
        Directory.CreateDirectory(At("empty"));
        RecordingFolder.Create(At("empty"), force: false).Undo();
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("empty")));
    }

    [Fact]
    public void Parents_are_made_and_go_when_undone()
    {
        var folder = RecordingFolder.Create(At("a/b/c/"), force: false);
        Assert.Equal(At("a/b/c"), folder.Path);
        folder.Undo();
        Assert.False(Directory.Exists(At("a")));
        Assert.True(Directory.Exists(_root));
    }

    [Fact]
    public void Parents_with_something_else_in_them_stay_when_undone()
    {
        var folder = RecordingFolder.Create(At("a/b"), force: false);
        File.WriteAllText(At("a/other"), "");
        folder.Undo();
        Assert.False(Directory.Exists(At("a/b")));
        Assert.True(File.Exists(At("a/other")));
    }

    [Fact]
    public void A_file_is_refused()
    {
        File.WriteAllText(At("file"), "");
        Assert.Equal("OProfRecordingIsFile", Refusal(At("file"), force: true));
    }

    [Fact]
    public void A_folder_that_is_not_empty_is_refused_unless_forced()
    {
        WriteRecording(At("old"));
        Assert.Equal("OProfRecordingNotEmpty", Refusal(At("old"), force: false));
        Assert.True(File.Exists(Path.Combine(At("old"), "cpu_0")));
        var folder = RecordingFolder.Create(At("old"), force: true);
        Assert.Equal([folder.Buffers], Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Force_deletes_nothing_where_something_else_lies_there()
    {
        WriteRecording(At("mixed"));
        File.WriteAllText(Path.Combine(At("mixed"), "thesis.tex"), "years of work");
        Assert.Equal("OProfRecordingForeign", Refusal(At("mixed"), force: true));
        Assert.True(File.Exists(Path.Combine(At("mixed"), "cpu_0")));
        Assert.True(File.Exists(Path.Combine(At("mixed"), "thesis.tex")));
    }

    [Fact]
    public void Force_does_not_follow_a_link_in_place_of_the_buffers()
    {
        Directory.CreateDirectory(At("precious"));
        File.WriteAllText(Path.Combine(At("precious"), "cpu_0"), "");
        Directory.CreateDirectory(At("linked"));
        Directory.CreateSymbolicLink(Path.Combine(At("linked"), RecordingFolder.BuffersName), At("precious"));
        RecordingFolder.Create(At("linked"), force: true);
        Assert.True(File.Exists(Path.Combine(At("precious"), "cpu_0")));
    }

    [Fact]
    public void A_place_that_cannot_be_written_to_is_refused_with_the_reason()
    {
        Assert.Equal("OProfRecordingNotWritable", Refusal("/proc/oprof-recording", force: false));
    }

    [Theory]
    [InlineData("cpu_0", 0)]
    [InlineData("cpu_127", 127)]
    [InlineData("cpu_", -1)]
    [InlineData("cpu_-1", -1)]
    [InlineData("cpu_1x", -1)]
    [InlineData("definitions", -1)]
    public void Knows_the_stream_files_of_cpus(string name, int cpu) => Assert.Equal(cpu, RecordingFolder.CpuOf(name));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Refusal(string path, bool force) =>
        Assert.Throws<CaptureException>(() => RecordingFolder.Create(path, force)).Error.Id;

    private static void WriteRecording(string path)
    {
        Directory.CreateDirectory(Path.Combine(path, RecordingFolder.BuffersName));
        foreach (string name in new[] { "metadata", "definitions", "cpu_0", ".buffers/cpu_0" })
            File.WriteAllText(Path.Combine(path, name), "x");
    }

    private string At(string name) => Path.Combine(_root, name);
}
