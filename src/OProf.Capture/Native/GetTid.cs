using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>gettid(2): the id by which the kernel knows the calling thread.</summary>
internal static partial class GetTid
{
    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int Invoke();
}
