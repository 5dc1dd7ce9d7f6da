namespace OProf.Capture.Tests.Sessions;

/// <summary>What this process has open of the kinds that a session opens, and the session threads that run.</summary>
internal static class LeftOpen
{
    private static readonly string[] s_kinds = ["anon_inode:[perf_event]", "anon_inode:[eventpoll]", "anon_inode:[eventfd]", "anon_inode:[pidfd]"];

    /// <summary>Descriptors, by kind.</summary>
    public static string Descriptors() => string.Join(
        ' ',
        Directory.GetFiles("/proc/self/fd").Select(LinkOf).Where(s_kinds.Contains).GroupBy(kind => kind).OrderBy(g => g.Key).Select(g => $"{g.Key}={g.Count()}"));

    /// <summary>Threads with a name that the engine gives.</summary>
    public static int Threads() => Directory.GetDirectories("/proc/self/task").Count(task => NameOf(task) is "OProf sync\n" or "OProf command\n" or "OProf events\n");

    private static string LinkOf(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.Name is { } name ? name : "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(task + "/comm");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
