using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>ftruncate(2).</summary>
internal static partial class Ftruncate
{
    /// <summary>Sets a file's length. Returns 0, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int Invoke(int fd, nint length);
}
