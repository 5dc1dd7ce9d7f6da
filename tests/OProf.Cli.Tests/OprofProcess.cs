using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using OProf.Capture.Environments;
using Xunit;

namespace OProf.Cli.Tests;

/// <summary>Runs the program that was built, as a user does.</summary>
internal static partial class OprofProcess
{
    internal const int SIGINT = 2;
    internal const int SIGTERM = 15;

    // A safety net for a program that hangs; nothing is measured by it.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    internal static string Host => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    /// <summary>Skips the test, with the reason, where this user may not sample a process of its own.</summary>
    internal static void RequireCapture(CaptureCapability needed = CaptureCapability.OwnProcess)
    {
        var capability = EnvironmentProbe.Run().Single(capability => capability.Name == needed);
        Assert.SkipUnless(capability.Allowed, $"{needed} is not permitted here: {capability.Detail} {capability.Remedy}");
    }

    internal static Process Start(params string[] arguments) => Start(null, arguments);

    private static Process Start((string Name, string Value)? variable, string[] arguments)
    {
        var start = new ProcessStartInfo(IgnoresInterrupts() ? "env" : Host) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (IgnoresInterrupts())
        {
            start.ArgumentList.Add("--default-signal=INT");
            start.ArgumentList.Add(Host);
        }

        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "oprof.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        if (variable is { } set)
            start.Environment[set.Name] = set.Value;
        return Process.Start(start)!;
    }

    // A script has what it runs in its background ignore SIGINT, these tests and what they start too.
    private static bool IgnoresInterrupts()
    {
        const string Status = "/proc/self/status";
        string? ignored = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return ignored is not null && (ulong.Parse(ignored[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (SIGINT - 1))) != 0;
    }

    internal static OprofResult Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return Finish(process);
    }

    /// <summary>Runs it with an environment variable of its own.</summary>
    internal static OprofResult RunWith(string name, string value, params string[] arguments)
    {
        using var process = Start((name, value), arguments);
        return Finish(process);
    }

    internal static OprofResult Finish(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"oprof did not end. {error.Result}");
        }

        return new OprofResult(process.ExitCode, output.Result, error.Result);
    }

    internal static void Signal(Process process, int signal) => Assert.Equal(0, Kill(process.Id, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
