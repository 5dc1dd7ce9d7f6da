using System.Diagnostics;

namespace OProf.Buffers.Tests;

/// <summary>A tmpfs of a few pages, to fill.</summary>
internal sealed class SmallFileSystem : IDisposable
{
    private SmallFileSystem(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts one; null where that is not permitted.</summary>
    public static SmallFileSystem? TryMount(int bytes)
    {
        string path = Directory.CreateTempSubdirectory("oprof-small-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "oprof-small", path))
            return new SmallFileSystem(path);
        Directory.Delete(path);
        return null;
    }

    public void Grow(int bytes)
    {
        if (!Run("mount", "-o", $"remount,size={bytes}", Path))
            throw new IOException($"{Path} cannot be made larger.");
    }

    public void Dispose()
    {
        if (!Run("umount", "-l", Path))
            throw new IOException($"{Path} cannot be unmounted.");
        Directory.Delete(Path);
    }

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
