using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>
/// Two control groups of a test's own, one within a third, in the hierarchy that perf events know. The test is skipped where they cannot be made. They go
/// with this, so nobody may be in them any more then.
/// </summary>
internal sealed class ControlGroups : IDisposable
{
    private readonly string _mount;
    private readonly string? _own;
    private readonly List<string> _made = [];

    public ControlGroups()
    {
        if (Mounted() is { } mounted)
        {
            _mount = mounted;
        }
        else
        {
            _own = _mount = Directory.CreateTempSubdirectory("oprof-cgroup-").FullName;
            using var mount = Tool.Start("mount", "-t", "cgroup2", "cgroup2", _mount);
            mount.StandardInput.Close();
            string error = mount.StandardError.ReadToEnd();
            mount.WaitForExit();
            if (mount.ExitCode != 0)
            {
                Directory.Delete(_mount);
                Assert.Skip($"Control groups are mounted nowhere, and cannot be: {error}");
            }
        }

        string name = $"oprof-test-{Environment.ProcessId}-{Guid.NewGuid():N}";
        One = Make(name + "-one");
        _ = Make(name + "-two");
        Two = Make(name + "-two/inner part");
    }

    /// <summary>Path of a group from the hierarchy's root on.</summary>
    public string One { get; }

    /// <summary>Path of another one, within a third.</summary>
    public string Two { get; }

    /// <summary>A command of a shell, or a part of it, by which it goes into a group.</summary>
    public string Enter(string group) => $"echo 0 > '{_mount}{group}/cgroup.procs'";

    public void Dispose()
    {
        // The innermost first. Who has ended may still be on its last way out of the group.
        for (int i = _made.Count - 1; i >= 0; i--)
        {
            string folder = _made[i];
            Assert.True(SpinWait.SpinUntil(() => TryRemove(folder), TimeSpan.FromSeconds(10)), $"{folder} cannot be removed");
        }

        if (_own is null)
            return;
        Tool.Run("umount", _own);
        Directory.Delete(_own);
    }

    // A folder of a group is removed by rmdir alone: its files are not to be deleted.
    private static bool TryRemove(string folder)
    {
        using var remove = Tool.Start("rmdir", folder);
        remove.StandardInput.Close();
        remove.WaitForExit();
        return remove.ExitCode == 0;
    }

    private static string? Mounted()
    {
        var mounts = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).ToList();
        var mount = mounts.Find(words => words[2] == "cgroup" && words[3].Split(',').Contains("perf_event")) ?? mounts.Find(words => words[2] == "cgroup2");
        return mount?[1];
    }

    private string Make(string name)
    {
        string folder = $"{_mount}/{name}";
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            Assert.Skip($"No control group can be made here: {e.Message}");
        }

        _made.Add(folder);
        return "/" + name;
    }
}
