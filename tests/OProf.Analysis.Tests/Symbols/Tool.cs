using System.Diagnostics;
using Xunit;

namespace OProf.Analysis.Tests.Symbols;

/// <summary>Runs the programs that the answers are compared with; a test is skipped where one is missing.</summary>
internal static class Tool
{
    internal static void Require(params string[] names)
    {
        foreach (string name in names)
        {
            if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, name))))
                Assert.Skip($"{name} is not installed.");
        }
    }

    internal static string RequireFile(params string[] candidates)
    {
        string? found = candidates.FirstOrDefault(File.Exists);
        if (found is null)
            Assert.Skip($"None of {string.Join(", ", candidates)} is there.");
        return found!;
    }

    internal static string Run(string name, params string[] arguments) => RunWithInput(name, null, arguments);

    internal static string RunWithInput(string name, IEnumerable<string>? lines, params string[] arguments)
    {
        var info = new ProcessStartInfo(name, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(info)!;
        var error = process.StandardError.ReadToEndAsync();
        var writer = Task.Run(() =>
        {
            foreach (string line in lines ?? [])
                process.StandardInput.Write(line + "\n");
            process.StandardInput.Close();
        });
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        writer.Wait();
        Assert.True(process.ExitCode == 0, $"{name} {string.Join(' ', arguments)}: {error.Result}");
        return output;
    }
}
