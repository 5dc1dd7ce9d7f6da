using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>fsconfig(2), since Linux 5.2: says what a file system that is being made is to be, and makes it.</summary>
internal static partial class FsConfig
{
    public const uint FSCONFIG_CMD_CREATE = 6;

    private const nint SYS_fsconfig = 431;

    /// <summary>Gives a command without arguments.</summary>
    /// <returns>0, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</returns>
    public static int Invoke(int fd, uint command) => (int)Call(SYS_fsconfig, fd, command, 0, 0, 0);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint fd, nuint command, nint key, nint value, nint aux);
}
