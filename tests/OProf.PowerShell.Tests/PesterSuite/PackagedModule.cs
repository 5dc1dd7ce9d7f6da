using System.Diagnostics;
using OProf.PowerShell.Tests.Hosting;

namespace OProf.PowerShell.Tests.PesterSuite;

/// <summary>The module as <c>build.ps1 -Task Package</c> makes it of this build; it goes with the test process.</summary>
internal static class PackagedModule
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static readonly Lazy<string> s_manifest = new(Make);

    /// <summary>Path of the packaged module's manifest.</summary>
    public static string Manifest => s_manifest.Value;

    private static string Make()
    {
        string folder = Directory.CreateTempSubdirectory("oprof-package-").FullName;

        // Tests as another user read it, too.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("755", 8));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var start = new ProcessStartInfo(InstalledPowerShell.Program!)
        {
            ArgumentList =
            {
                "-NoProfile", "-NonInteractive", "-File", Path.Combine(PesterFiles.Root, "build.ps1"),
                "-Task", "Package", "-Configuration", Configuration, "-NoBuild", "-Output", folder,
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"build.ps1 -Task Package ended with {process.ExitCode}:\n{output}{error.GetAwaiter().GetResult()}");
        return Path.Combine(folder, "OProf", "OProf.psd1");
    }
}
