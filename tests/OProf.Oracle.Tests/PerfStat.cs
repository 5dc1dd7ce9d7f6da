using System.Globalization;

namespace OProf.Oracle.Tests;

/// <summary>perf stat on a command.</summary>
internal static class PerfStat
{
    /// <summary>Runs a command under perf stat once.</summary>
    /// <returns>The value of each event, and what the command said; the test is skipped where there is no perf.</returns>
    public static (Dictionary<string, double> Counters, string Output) Run(IReadOnlyList<string> events, params string[] command)
    {
        Tool.Require("perf");
        string file = Path.GetTempFileName();
        try
        {
            string output = Tool.Run("perf", ["stat", "-x;", "-o", file, "-e", string.Join(',', events), "--", .. command]);
            var counters = new Dictionary<string, double>();
            foreach (string line in File.ReadLines(file))
            {
                // value;unit;event;run time;...
                string[] fields = line.Split(';');
                if (fields.Length > 3 && double.TryParse(fields[0], CultureInfo.InvariantCulture, out double value))
                    counters.Add(fields[2], fields[1] == "msec" ? value * 1e6 : value);
            }

            return (counters, output);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
