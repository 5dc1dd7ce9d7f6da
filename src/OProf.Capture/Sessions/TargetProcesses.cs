using System.IO.Enumeration;
using System.Text;
using OProf.Capture.Sources.PerfEvents.Processes;

namespace OProf.Capture.Sessions;

/// <summary>Finds the processes that a session is to attach to.</summary>
internal static class TargetProcesses
{
    /// <summary>The processes that the options name; null for the whole system.</summary>
    /// <exception cref="CaptureException">A process does not exist, or a name has no match.</exception>
    public static IReadOnlyList<int>? Find(CaptureOptions options)
    {
        if (options.ProcessIds.Count == 0 && options.ProcessNames.Count == 0)
            return null;
        var found = new List<int>();
        foreach (int processId in options.ProcessIds)
        {
            if (processId <= 0 || !Directory.Exists(FormattableString.Invariant($"/proc/{processId}")))
                throw NotFound($"There is no process {processId}.", processId);
            found.Add(processId);
        }

        foreach (string name in options.ProcessNames)
        {
            int before = found.Count;
            found.AddRange(ProcFile.Ids("/proc").Where(id => id != Environment.ProcessId && Matches(id, name)));
            if (found.Count == before)
                throw NotFound($"No process is named '{name}'.", name);
        }

        return found.Distinct().ToList();
    }

    private static bool Matches(int processId, string pattern)
    {
        string folder = FormattableString.Invariant($"/proc/{processId}");
        if (!ProcFile.TryReadAllBytes(folder + "/comm", out var comm))
            return false;
        if (FileSystemName.MatchesSimpleExpression(pattern, Encoding.UTF8.GetString(comm).TrimEnd('\n'), ignoreCase: false))
            return true;

        // comm is cut at 15 bytes, and threads may rename it; the executable's name is whole.
        try
        {
            string? target = File.ResolveLinkTarget(folder + "/exe", returnFinalTarget: false)?.Name;
            return target is not null && FileSystemName.MatchesSimpleExpression(pattern, target, ignoreCase: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static CaptureException NotFound(string message, object target) => new(
        new CaptureError(
            CaptureErrorId.ProcessNotFound, CaptureErrorCategory.ObjectNotFound, message,
            "List what runs with: ps -e -o pid,comm"),
        target);
}
