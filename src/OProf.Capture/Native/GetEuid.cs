using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>geteuid(2).</summary>
internal static partial class GetEuid
{
    /// <summary>The effective user id; never fails.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint Invoke();
}
