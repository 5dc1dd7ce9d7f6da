using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>open(2), where File.OpenHandle cannot pass the flag that keeps a link from being followed.</summary>
internal static partial class OpenFile
{
    public const int O_RDONLY = 0;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;

    /// <summary>Do not follow a link in the last part of the path; its value is one of the few that differ by architecture.</summary>
    public static readonly int O_NOFOLLOW =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Ppc64le ? 0x8000 : 0x20000;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="flags">O_ constants.</param>
    /// <param name="mode">Permissions of a file that is made; 0 where none is.</param>
    /// <returns>The descriptor, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</returns>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Invoke(string path, int flags, uint mode);
}
