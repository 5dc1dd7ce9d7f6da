using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>close(2). Not to be repeated on EINTR: Linux has released the descriptor by then.</summary>
internal static partial class Close
{
    /// <summary>Closes a descriptor. Returns -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Invoke(int fd);
}
