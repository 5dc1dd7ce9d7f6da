using System.Runtime.InteropServices;

namespace OProf.Buffers.Native;

/// <summary>geteuid(2): the effective user of this process.</summary>
internal static partial class GetEuid
{
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint Invoke();
}
