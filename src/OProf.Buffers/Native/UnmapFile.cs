using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>munmap(2).</summary>
internal static partial class UnmapFile
{
    /// <summary>Takes a mapping away.</summary>
    [LibraryImport("libc", EntryPoint = "munmap")]
    public static partial int Invoke(nint address, nuint length);
}
