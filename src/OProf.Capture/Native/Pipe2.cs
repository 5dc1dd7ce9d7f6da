using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>pipe2(2).</summary>
internal static unsafe partial class Pipe2
{
    public const int O_CLOEXEC = 0x80000;

    /// <summary>Makes a pipe whose ends do not stay open across an exec; -1 and errno where that fails.</summary>
    public static int Invoke(out int readEnd, out int writeEnd)
    {
        var ends = stackalloc int[2];
        int result = Call(ends, O_CLOEXEC);
        readEnd = ends[0];
        writeEnd = ends[1];
        return result;
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Call(int* ends, int flags);
}
