using System.Diagnostics;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>A file system of a few MiB; the test is skipped where none can be mounted.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(int mebibytes)
    {
        Tool.Require("mount", "umount");
        Path = Directory.CreateTempSubdirectory("oprof-disk-").FullName;
        using var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", $"size={mebibytes}m", "oprof", Path]) { RedirectStandardError = true })!;
        string error = mount.StandardError.ReadToEnd();
        mount.WaitForExit();
        if (mount.ExitCode == 0)
            return;
        Directory.Delete(Path);
        Assert.Skip($"no file system can be mounted here: {error.Trim()}");
    }

    public string Path { get; }

    public void Dispose()
    {
        Tool.Run("umount", "--lazy", Path);
        Directory.Delete(Path);
    }
}
