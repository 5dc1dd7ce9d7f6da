using OProf.Capture.Sources.Tracepoints;

namespace OProf.Capture.Sources.PerfEvents.Processes;

/// <summary>
/// Where the folders are of the control groups that perf events know: those of the hierarchy that the perf_event controller is in.
/// That is the one of version 2, but for machines that mount a hierarchy of version 1 for it (cgroups(7)).
/// </summary>
/// <param name="Path">Where it is mounted, without a slash at the end.</param>
/// <param name="Root">The group whose folder that is; empty for the hierarchy's root.</param>
internal readonly record struct CgroupMount(string Path, string Root)
{
    private const string Controller = "perf_event";

    /// <summary>Finds it; null where it is not mounted.</summary>
    public static CgroupMount? Find()
    {
        try
        {
            return Parse(File.ReadAllText("/proc/self/mountinfo"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Finds it in the text of a mountinfo (proc_pid_mountinfo(5)):
    /// <code>
    ///   36 35 98:0 ROOT PATH options [field...] - TYPE source super-options
    /// </code>
    /// </summary>
    internal static CgroupMount? Parse(string text)
    {
        (CgroupMount Mount, bool IsFirstVersion)? best = null;
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split(' ');
            int dash = Array.IndexOf(words, "-");
            if (dash < 5 || words.Length < dash + 4)
                continue;
            bool isFirstVersion = words[dash + 1] == "cgroup" && words[dash + 3].Split(',').Contains(Controller);
            if (!isFirstVersion && words[dash + 1] != "cgroup2")
                continue;

            // From within a namespace of groups, one above its root is shown as "/..": its path is not known here.
            string root = MountTable.Unescape(words[3]).TrimEnd('/');
            var mount = new CgroupMount(MountTable.Unescape(words[4]).TrimEnd('/'), root.StartsWith("/..", StringComparison.Ordinal) ? "" : root);
            if (best is not { } other || (isFirstVersion && !other.IsFirstVersion)
                || (isFirstVersion == other.IsFirstVersion && mount.Root.Length < other.Mount.Root.Length))
                best = (mount, isFirstVersion);
        }

        return best?.Mount;
    }

    /// <summary>The group whose folder a path is: <c>/</c> for the root.</summary>
    public string GroupOf(string folder)
    {
        string group = string.Concat(Root, folder.AsSpan(Path.Length));
        return group.Length == 0 ? "/" : group;
    }
}
