using System.Globalization;
using System.Text;
using OProf.Capture.Sources.PerfEvents.Processes;

namespace OProf.Capture.Sources.EventPipe;

/// <summary>What /proc says of a process that has to be known to find its diagnostics port.</summary>
/// <param name="Name">Its name, of the first 15 bytes.</param>
/// <param name="UserId">Its effective user.</param>
/// <param name="NamespaceProcessId">Its id in the innermost namespace.</param>
/// <param name="StartTime">When it started, in clock ticks since the machine did; it is part of the socket's name.</param>
internal sealed record TargetFacts(string Name, uint UserId, int NamespaceProcessId, ulong StartTime)
{
    private const int StartTimeField = 22;

    /// <summary>The facts; null where there is no such process any more.</summary>
    public static TargetFacts? Read(int processId)
    {
        string folder = FormattableString.Invariant($"/proc/{processId}");
        if (!ProcFile.TryReadAllBytes(folder + "/stat", out var stat) || !ProcFile.TryReadAllBytes(folder + "/status", out var status))
            return null;

        // PID (NAME) STATE …: the name may hold anything, so what follows is found from the last parenthesis on.
        string text = Encoding.UTF8.GetString(stat);
        int open = text.IndexOf('(', StringComparison.Ordinal), close = text.LastIndexOf(')');
        if (open < 0 || close < open)
            return null;
        string[] fields = text[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= StartTimeField - 3 || !ulong.TryParse(fields[StartTimeField - 3], NumberStyles.None, CultureInfo.InvariantCulture, out ulong start))
            return null;

        // Uid: real, effective, saved, file system's. NSpid: one for each namespace, from the outermost on.
        string[] lines = Encoding.UTF8.GetString(status).Split('\n');
        string[] users = Values(lines, "Uid:"), ids = Values(lines, "NSpid:");
        if (users.Length < 2 || !uint.TryParse(users[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint user))
            return null;
        int inner = ids.Length > 0 && int.TryParse(ids[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last) ? last : processId;
        return new TargetFacts(text[(open + 1)..close], user, inner, start);
    }

    /// <summary>The value of a variable that the process was started with; null for none, or where that may not be read.</summary>
    public static string? Variable(int processId, string name)
    {
        if (!ProcFile.TryReadAllBytes(FormattableString.Invariant($"/proc/{processId}/environ"), out var environment))
            return null;
        foreach (string pair in Encoding.UTF8.GetString(environment).Split('\0'))
        {
            if (pair.StartsWith(name + "=", StringComparison.Ordinal))
                return pair[(name.Length + 1)..];
        }

        return null;
    }

    private static string[] Values(string[] lines, string key) =>
        Array.Find(lines, line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..]
            .Split(['\t', ' '], StringSplitOptions.RemoveEmptyEntries) ?? [];
}
