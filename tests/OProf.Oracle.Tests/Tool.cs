using System.Diagnostics;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>Programs that tests need; a test is skipped where one is missing.</summary>
internal static class Tool
{
    public static void Require(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        foreach (string name in names)
        {
            if (!folders.Any(folder => File.Exists(Path.Combine(folder, name))))
                Assert.Skip($"{name} is not installed.");
        }
    }

    /// <summary>Starts a program whose input and output are ours; its errors too, to be read to the end by <see cref="Finish"/>.</summary>
    public static Process Start(string name, params string[] arguments) => Process.Start(new ProcessStartInfo(name, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Reads what a started program says until it ends.</summary>
    /// <returns>Its output; the test fails where its exit code is not 0.</returns>
    public static string Finish(Process process)
    {
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}: {process.ExitCode} {errors.Result}");
        return output;
    }

    public static string Run(string name, params string[] arguments)
    {
        using var process = Start(name, arguments);
        return Finish(process);
    }
}
