using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>open(2) of a file that is there.</summary>
internal static partial class OpenFile
{
    public const int O_WRONLY = 1;
    public const int O_CLOEXEC = 0x80000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Invoke(string path, int flags);
}
