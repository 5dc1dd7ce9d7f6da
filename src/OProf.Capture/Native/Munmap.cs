using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>munmap(2).</summary>
internal static partial class Munmap
{
    /// <summary>Removes a mapping. Returns -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Invoke(nint address, nuint length);
}
