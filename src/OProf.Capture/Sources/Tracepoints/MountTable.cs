using System.Text;

namespace OProf.Capture.Sources.Tracepoints;

/// <summary>What is mounted where: /proc/self/mounts (fstab(5)).</summary>
internal static class MountTable
{
    /// <summary>Reads it; empty where it cannot be read.</summary>
    public static IReadOnlyList<(string Path, string Type)> Read()
    {
        try
        {
            return Parse(File.ReadAllText("/proc/self/mounts"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Reads its text: <c>device path type options 0 0</c>, with white space in a path as octal numbers.</summary>
    internal static IReadOnlyList<(string Path, string Type)> Parse(string text)
    {
        var mounts = new List<(string, string)>();
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 3)
                mounts.Add((Unescape(words[1]), words[2]));
        }

        return mounts;
    }

    /// <summary>A path of such a table as it is.</summary>
    internal static string Unescape(string path)
    {
        if (!path.Contains('\\', StringComparison.Ordinal))
            return path;
        var text = new StringBuilder();
        for (int i = 0; i < path.Length; i++)
        {
            bool isEscape = path[i] == '\\' && i + 3 < path.Length && path.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0;
            text.Append(isEscape ? (char)(((path[i + 1] - '0') << 6) | ((path[i + 2] - '0') << 3) | (path[i + 3] - '0')) : path[i]);
            i += isEscape ? 3 : 0;
        }

        return text.ToString();
    }
}
