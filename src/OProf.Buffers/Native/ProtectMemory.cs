using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>mprotect(2).</summary>
internal static partial class ProtectMemory
{
    public const int PROT_READ = 1;
    public const int PROT_EXEC = 4;

    /// <summary>Sets what may be done with pages. Returns 0, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    public static partial int Invoke(nint address, nuint length, int protection);
}
