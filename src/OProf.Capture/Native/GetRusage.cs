using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>getrusage(2).</summary>
internal static partial class GetRusage
{
    public const int RUSAGE_SELF = 0;
    public const int RUSAGE_CHILDREN = -1;

    /// <summary>What this process, or its children that were waited for, have used; -1 and errno where that fails.</summary>
    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    public static partial int Invoke(int who, out Rusage usage);
}
