using System.Runtime.InteropServices;

namespace OProf.Analysis.Symbols.Files;

/// <summary>Whether Linux's own calls for files are there: O_PATH, statx, /proc.</summary>
internal static class LinuxFiles
{
    private static readonly Lazy<bool> s_areHere = new(Look);

    /// <summary>They are: the system is Linux, and its C library is found.</summary>
    public static bool AreHere => s_areHere.Value;

    private static bool Look()
    {
        try
        {
            return OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc", typeof(LinuxFiles).Assembly, null, out _);
        }
        catch (DllNotFoundException)
        {
            return false;
        }
    }
}
