using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Xunit;

namespace OProf.PowerShell.Tests.Hosting;

/// <summary>
/// System.Management.Automation of an installed PowerShell: the cmdlets compile against PowerShellStandard, which has no
/// code in it. A test that needs it calls <see cref="Require"/> first, and keeps its types in methods behind that call.
/// </summary>
internal static class InstalledPowerShell
{
    /// <summary>Its folder; null where there is none.</summary>
    public static string? Home { get; } = FindHome();

    /// <summary>The pwsh program; null where there is none.</summary>
    public static string? Program { get; } = FindProgram();

    /// <summary>Skips the test where no PowerShell is installed, or one for a newer runtime.</summary>
    public static void Require()
    {
        if (Home is null)
            Assert.Skip("No PowerShell is installed here: no pwsh on PATH, and the build property PowerShellHome is not set.");
        if (LoadFailure() is { } reason)
            Assert.Skip($"System.Management.Automation in {Home} does not load in .NET {Environment.Version}: {reason}");
    }

    [ModuleInitializer]
    internal static void ResolveFromHome() => AssemblyLoadContext.Default.Resolving += static (context, name) =>
    {
        string file = Path.Combine(Home ?? "", $"{name.Name}.dll");
        return Home is not null && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    };

    private static string? LoadFailure()
    {
        try
        {
            var assembly = AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("System.Management.Automation"));
            RuntimeHelpers.RunClassConstructor(assembly.GetType("System.Management.Automation.PSObject", throwOnError: true)!.TypeHandle);
            return null;
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or TypeLoadException or TypeInitializationException)
        {
            return exception.Message;
        }
    }

    private static string? FindHome()
    {
        string? named = typeof(InstalledPowerShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(data => data.Key == "PowerShellHome")?.Value;
        string? home = string.IsNullOrEmpty(named) ? Path.GetDirectoryName(FindProgram()) : named;
        return home is not null && File.Exists(Path.Combine(home, "System.Management.Automation.dll")) ? home : null;
    }

    private static string? FindProgram()
    {
        string name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var file = new FileInfo(Path.Combine(folder, name));
            if (file.Exists)
                return file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
        }

        return null;
    }
}
