using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>fchmod(2).</summary>
internal static partial class Fchmod
{
    /// <summary>Sets a file's permissions. Returns 0, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int Invoke(int fd, uint mode);
}
