using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>read(2): counter values of a perf event, the count of an eventfd.</summary>
internal static unsafe partial class Read
{
    /// <summary>Reads up to the buffer's length in bytes.</summary>
    /// <returns>The bytes read, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/> (ENOSPC: the buffer is shorter than the event's read_format).</returns>
    public static nint Invoke(int fd, Span<byte> buffer)
    {
        fixed (byte* address = buffer)
            return Call(fd, address, (nuint)buffer.Length);
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Call(int fd, byte* buffer, nuint length);
}
