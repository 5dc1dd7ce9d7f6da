using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>close(2).</summary>
internal static partial class Close
{
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Invoke(int fd);
}
