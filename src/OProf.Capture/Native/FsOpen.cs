using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>fsopen(2), since Linux 5.2: begins to make a file system that is mounted nowhere yet.</summary>
internal static partial class FsOpen
{
    public const uint FSOPEN_CLOEXEC = 1;

    // The number of the system calls that came after 5.1 is the same on all architectures (but alpha, which .NET does not run on).
    private const nint SYS_fsopen = 430;

    /// <summary>Begins to make a file system of a type.</summary>
    /// <returns>A descriptor, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</returns>
    public static int Invoke(string type, uint flags) => (int)Call(SYS_fsopen, type, flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Call(nint number, string type, nuint flags);
}
