using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>unlink(2).</summary>
internal static partial class Unlink
{
    /// <summary>Removes a name. Returns 0, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Invoke(string path);
}
