using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>close(2).</summary>
internal static partial class Close
{
    /// <summary>Closes a descriptor; whatever it returns, the descriptor is gone.</summary>
    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Invoke(int fd);
}
