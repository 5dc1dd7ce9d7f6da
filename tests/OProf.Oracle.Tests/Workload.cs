using System.Collections.Concurrent;

namespace OProf.Oracle.Tests;

/// <summary>The programs of tests/Workloads, each compiled once for a run of the tests.</summary>
internal static class Workload
{
    private static readonly ConcurrentDictionary<string, string> s_paths = new();

    /// <summary>Path of a workload's program; the test is skipped where there is no compiler.</summary>
    public static string Build(string name)
    {
        Tool.Require("gcc");
        return s_paths.GetOrAdd(name, static key =>
        {
            string folder = Path.Combine(AppContext.BaseDirectory, "Workloads");
            string program = Path.Combine(folder, key);
            Tool.Run("gcc", "-O1", "-fno-omit-frame-pointer", "-g", "-o", program, program + ".c");
            return program;
        });
    }
}
