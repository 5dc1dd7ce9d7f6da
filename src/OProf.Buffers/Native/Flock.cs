using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>flock(2): a lock on an open file that goes with the process which holds it, however that ends.</summary>
internal static partial class Flock
{
    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;
    public const int LOCK_UN = 8;

    /// <summary>Takes or gives back the lock. Returns 0, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Invoke(int fd, int operation);
}
