using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>geteuid(2).</summary>
internal static partial class GetEuid
{
    /// <summary>The user that files of this process belong to.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint Invoke();
}
