using System.Runtime.Versioning;
using OProf.Buffers.Storage;
using Xunit;

namespace OProf.Buffers.Tests.Storage;

[SupportedOSPlatform("linux")]
public sealed class MappedFileTests
{
    private static readonly RingGeometry Geometry = new(4096, 4);

    [Fact]
    public void IsForItsOwnerAloneAndTakesItsRoomAtOnce()
    {
        using var folder = new TemporaryFolder();
        using var file = new MappedFile(folder["m"], Geometry, 7, Guid.Empty);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["m"]));
        Assert.Equal(4096 + 4096 + Geometry.Size, new FileInfo(folder["m"]).Length);
        Assert.Equal(folder["m"], file.Path);
    }

    [Fact]
    public void IsNotPutInThePlaceOfAnything()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "mine");
        File.CreateSymbolicLink(folder["link"], folder["elsewhere"]);
        Assert.Contains("exists", Assert.Throws<IOException>(() => Make("file")).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => Make("link"));
        Assert.False(File.Exists(folder["elsewhere"]));
        Assert.Contains("no such folder", Assert.Throws<IOException>(() => Make("no/file")).Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(folder["file"]));

        MappedFile Make(string name) => new(folder[name], Geometry, 0, Guid.Empty);
    }

    [Fact]
    public void SaysThatTheFolderMayNotBeWrittenTo()
    {
        if (Environment.IsPrivilegedProcess)
            Assert.Skip("permissions do not stop the superuser");
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.Contains(
                folder["m"],
                Assert.Throws<UnauthorizedAccessException>(() => new MappedFile(folder["m"], Geometry, 0, Guid.Empty)).Message,
                StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
