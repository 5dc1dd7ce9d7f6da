using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>madvise(2).</summary>
internal static partial class Madvise
{
    /// <summary>Large pages are wanted (asm-generic/mman-common.h).</summary>
    public const int MADV_HUGEPAGE = 14;

    /// <summary>Says how memory will be used; -1 and errno where the kernel does not take it, which changes nothing.</summary>
    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    public static partial int Invoke(nint address, nuint length, int advice);
}
