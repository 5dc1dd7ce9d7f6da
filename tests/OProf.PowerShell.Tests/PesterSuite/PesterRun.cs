using System.Diagnostics;
using System.Text.Json;
using OProf.PowerShell.Tests.Hosting;

namespace OProf.PowerShell.Tests.PesterSuite;

/// <summary>A run of pwsh over Pester files.</summary>
/// <param name="Results">The tests' results; empty where nothing ran.</param>
/// <param name="CannotRun">Why nothing can run here; null where something can.</param>
/// <param name="Output">What pwsh wrote.</param>
internal sealed record PesterRun(IReadOnlyList<PesterResult> Results, string? CannotRun, string Output)
{
    private const int NotInstalled = 77;

    /// <summary>Runs the files, or only finds their tests.</summary>
    public static PesterRun Of(IEnumerable<string> files, bool discoverOnly)
    {
        if (InstalledPowerShell.Program is not { } pwsh)
            return new PesterRun([], "pwsh is not on PATH.", "");
        string script = Path.Combine(PesterFiles.Root, "tests", "OProf.PowerShell.Tests", "PesterSuite", "RunPester.ps1");
        string results = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(pwsh)
            {
                ArgumentList = { "-NoProfile", "-NonInteractive", "-File", script, "-Path", string.Join(';', files), "-ResultPath", results },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
                WorkingDirectory = PesterFiles.Root,
            };
            start.Environment["OPROF_MODULE"] = discoverOnly ? null : PackagedModule.Manifest;
            if (discoverOnly)
                start.ArgumentList.Add("-DiscoverOnly");
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            output += error.GetAwaiter().GetResult();
            if (process.ExitCode == NotInstalled)
                return new PesterRun([], output.Trim(), output);
            return new PesterRun(
                [.. File.ReadLines(results).Select(line => JsonSerializer.Deserialize<PesterResult>(line)!)], null, output);
        }
        finally
        {
            File.Delete(results);
        }
    }
}
