using System.Runtime.InteropServices;

namespace OProf.PowerShell.Native;

/// <summary>isatty(3).</summary>
internal static partial class Isatty
{
    /// <summary>Descriptor of the standard output.</summary>
    public const int STDOUT_FILENO = 1;

    /// <summary>Whether a descriptor is a terminal: 1 or 0.</summary>
    [LibraryImport("libc", EntryPoint = "isatty")]
    public static partial int Invoke(int descriptor);
}
