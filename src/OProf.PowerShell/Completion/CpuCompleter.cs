using System.Globalization;

namespace OProf.PowerShell.Completion;

/// <summary>Offers the CPUs that are online.</summary>
public sealed class CpuCompleter : Completer
{
    /// <inheritdoc/>
    internal override IEnumerable<Candidate> Candidates()
    {
        const string Online = "/sys/devices/system/cpu/online";
        string text;
        try
        {
            text = File.ReadAllText(Online).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (string range in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = range.Split('-');
            if (!int.TryParse(ends[0], CultureInfo.InvariantCulture, out int first) || !int.TryParse(ends[^1], CultureInfo.InvariantCulture, out int last))
                continue;
            for (int cpu = first; cpu <= last; cpu++)
                yield return new Candidate(cpu.ToString(CultureInfo.InvariantCulture), $"CPU {cpu}");
        }
    }
}
