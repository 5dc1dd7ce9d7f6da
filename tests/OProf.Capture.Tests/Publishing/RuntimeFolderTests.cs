using System.Runtime.Versioning;
using OProf.Capture.Sessions.Publishing;
using Xunit;

namespace OProf.Capture.Tests.Publishing;

[SupportedOSPlatform("linux")]
public sealed class RuntimeFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _root = Directory.CreateTempSubdirectory("oprof-runtime-").FullName;

    private string Own => Path.Combine(_root, "oprof");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_login_s_folder_comes_first_and_a_folder_in_memory_before_one_on_disk()
    {
        Assert.Equal(
            ["/run/user/7/oprof", "/dev/shm/oprof-7", "/tmp/oprof-7"], RuntimeFolder.CandidatesOf(null, 7));
        Assert.Equal("/somewhere/oprof", RuntimeFolder.CandidatesOf("/somewhere", 7)[0]);
        Assert.Equal(["/run/user/7/oprof", "/dev/shm/oprof-7", "/tmp/oprof-7"], RuntimeFolder.CandidatesOf("/run/user/7", 7));
        Assert.Equal(3, RuntimeFolder.CandidatesOf("relative", 7).Length);
    }

    [Fact]
    public void The_folder_is_made_for_its_owner_alone()
    {
        Assert.Equal(Own, RuntimeFolder.Make([Path.Combine(_root, "absent", "oprof"), Own]));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Own));
        Assert.Equal(Own, RuntimeFolder.Make([Own]));
    }

    [Fact]
    public void A_folder_that_others_may_enter_is_not_used()
    {
        Directory.CreateDirectory(Own);
        File.SetUnixFileMode(Own, OwnerOnly | UnixFileMode.OtherExecute);
        Assert.Contains("permissions", Assert.Throws<IOException>(() => RuntimeFolder.Make([Own])).Message, StringComparison.Ordinal);
        string other = Path.Combine(_root, "other");
        Assert.Equal(other, RuntimeFolder.Make([Own, other]));
    }

    [Fact]
    public void A_link_is_not_used()
    {
        string target = Path.Combine(_root, "target");
        Directory.CreateDirectory(target, OwnerOnly);
        Directory.CreateSymbolicLink(Own, target);
        Assert.Contains("no folder", Assert.Throws<IOException>(() => RuntimeFolder.Make([Own])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_another_user_is_not_used()
    {
        if (Environment.UserName != "root")
            Assert.Skip("Only root can give a folder to another user.");
        Directory.CreateDirectory(Own, OwnerOnly);
        using (var chown = System.Diagnostics.Process.Start("chown", ["12345", Own]))
            chown.WaitForExit();
        Assert.Contains("user 12345", Assert.Throws<IOException>(() => RuntimeFolder.Make([Own])).Message, StringComparison.Ordinal);
    }
}
