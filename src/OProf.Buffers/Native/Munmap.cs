using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>munmap(2).</summary>
internal static partial class Munmap
{
    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Invoke(nint address, nuint length);
}
