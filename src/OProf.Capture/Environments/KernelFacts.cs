using System.Runtime.InteropServices;

namespace OProf.Capture.Environments;

/// <summary>What the running kernel says about itself.</summary>
internal static class KernelFacts
{
    /// <summary>Its release, as <c>uname -r</c> says it.</summary>
    public static string Release { get; } = Read("/proc/sys/kernel/osrelease");

    /// <summary>Its id of this boot: a random UUID.</summary>
    public static string BootId { get; } = Read("/proc/sys/kernel/random/boot_id");

    /// <summary>The architecture, by the name that <c>uname -m</c> has for it.</summary>
    public static string Architecture { get; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "x86_64",
        System.Runtime.InteropServices.Architecture.X86 => "i686",
        System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
        var other => other.ToString().ToLowerInvariant(),
    };

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
