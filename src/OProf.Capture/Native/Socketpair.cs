using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>socketpair(2) of stream sockets: a pipe with two directions.</summary>
internal static unsafe partial class Socketpair
{
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int SOCK_CLOEXEC = 0x80000;

    /// <summary>Makes two connected sockets that do not stay open across an exec; -1 and errno where that fails.</summary>
    public static int Invoke(out int one, out int other)
    {
        var ends = stackalloc int[2];
        int result = Call(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
        one = ends[0];
        other = ends[1];
        return result;
    }

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int Call(int domain, int type, int protocol, int* ends);
}
