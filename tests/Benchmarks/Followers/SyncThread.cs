using System.Globalization;

namespace OProf.Benchmarks.Followers;

/// <summary>The thread of this process that captures.</summary>
internal static class SyncThread
{
    /// <summary>CPU time that it has used, to the nanosecond (the first field of /proc/PID/schedstat).</summary>
    public static TimeSpan CpuTime()
    {
        foreach (string task in Directory.GetDirectories("/proc/self/task"))
        {
            if (File.ReadAllText($"{task}/comm").Trim() == "OProf sync")
                return TimeSpan.FromMicroseconds(double.Parse(File.ReadAllText($"{task}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1000);
        }

        throw new InvalidOperationException("There is no thread that captures.");
    }
}
