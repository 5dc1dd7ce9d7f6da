using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>write(2): wakes the reader of an eventfd.</summary>
internal static unsafe partial class Write
{
    /// <summary>Writes the buffer. Returns the bytes written, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    public static nint Invoke(int fd, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* address = buffer)
            return Call(fd, address, (nuint)buffer.Length);
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Call(int fd, byte* buffer, nuint length);
}
