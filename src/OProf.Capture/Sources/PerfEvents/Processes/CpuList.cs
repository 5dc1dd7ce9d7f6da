using System.Globalization;

namespace OProf.Capture.Sources.PerfEvents.Processes;

/// <summary>Lists of CPUs as the kernel writes them: <c>0-3,8</c>.</summary>
internal static class CpuList
{
    // The most CPUs that a kernel can be built for.
    private const int MaxCpus = 8192;

    /// <summary>Where the kernel lists the CPUs that are online.</summary>
    public const string OnlinePath = "/sys/devices/system/cpu/online";

    /// <summary>The CPUs that are online, in ascending order.</summary>
    public static int[] Online() => Parse(File.ReadAllText(OnlinePath));

    /// <summary>Reads a list; what is no number or range is passed over.</summary>
    public static int[] Parse(string text)
    {
        bool[] isListed = new bool[MaxCpus];
        int count = 0;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int dash = part.IndexOf('-', StringComparison.Ordinal);
            string first = dash < 0 ? part : part[..dash];
            string last = dash < 0 ? part : part[(dash + 1)..];
            if (!int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int from)
                || !int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int to))
                continue;
            for (int cpu = from; cpu <= Math.Min(to, MaxCpus - 1); cpu++)
            {
                count += isListed[cpu] ? 0 : 1;
                isListed[cpu] = true;
            }
        }

        int[] cpus = new int[count];
        for (int cpu = MaxCpus - 1; count > 0; cpu--)
        {
            if (isListed[cpu])
                cpus[--count] = cpu;
        }

        return cpus;
    }
}
