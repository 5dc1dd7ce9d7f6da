using System.Globalization;

namespace OProf.PowerShell.Completion;

/// <summary>A process as /proc shows it.</summary>
/// <param name="Id">Process id.</param>
/// <param name="Name">Command name of at most 15 bytes (comm).</param>
/// <param name="CommandLine">Command line, blanks between the arguments; the name in brackets for a kernel thread.</param>
internal sealed record RunningProcess(int Id, string Name, string CommandLine)
{
    /// <summary>The command name of a process; null where there is none.</summary>
    public static string? NameOf(int id)
    {
        try
        {
            return File.ReadAllText(FormattableString.Invariant($"/proc/{id}/comm")).TrimEnd('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The processes that run, by id. Those that end meanwhile are left out.</summary>
    public static IReadOnlyList<RunningProcess> All()
    {
        var all = new List<RunningProcess>();
        if (!Directory.Exists("/proc"))
            return all;
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
                continue;
            try
            {
                string name = File.ReadAllText($"{folder}/comm").TrimEnd('\n');
                string line = File.ReadAllText($"{folder}/cmdline").Replace('\0', ' ').Trim();
                all.Add(new RunningProcess(id, name, line.Length == 0 ? $"[{name}]" : line));
            }
            catch (IOException)
            {
            }
            catch (UnauthorizedAccessException)
            {
            }
        }

        all.Sort((left, right) => left.Id.CompareTo(right.Id));
        return all;
    }
}
