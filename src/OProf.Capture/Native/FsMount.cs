using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>
/// fsmount(2), since Linux 5.2: mounts a file system without a place in the tree of folders. Only the descriptor leads there, and
/// with the descriptor the mount goes.
/// </summary>
internal static partial class FsMount
{
    public const uint FSMOUNT_CLOEXEC = 1;
    public const uint MOUNT_ATTR_RDONLY = 1;
    public const uint MOUNT_ATTR_NOSUID = 2;
    public const uint MOUNT_ATTR_NODEV = 4;
    public const uint MOUNT_ATTR_NOEXEC = 8;

    private const nint SYS_fsmount = 432;

    /// <summary>Mounts what a descriptor of <see cref="FsOpen"/> stands for.</summary>
    /// <returns>A descriptor of its root folder, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</returns>
    public static int Invoke(int fd, uint flags, uint attributes) => (int)Call(SYS_fsmount, fd, flags, attributes);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint fd, nuint flags, nuint attributes);
}
