using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>open(2), with the constants of asm-generic/fcntl.h.</summary>
internal static partial class Open
{
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_TRUNC = 0x200;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;

    /// <summary>Refuses a path whose last component is a symbolic link. The one of these whose value an architecture changes.</summary>
    public static int O_NOFOLLOW => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    /// <summary>Reading and writing by the owner alone.</summary>
    public const uint OwnerOnly = 0x180;

    /// <summary>Opens a file. Returns its descriptor, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Invoke(string path, int flags, uint mode);
}
