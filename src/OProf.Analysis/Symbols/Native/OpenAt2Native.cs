using System.Runtime.InteropServices;

namespace OProf.Analysis.Symbols.Native;

/// <summary>
/// openat2(2): opens a path as a process with another root would. Joining <c>/proc/PID/root</c> and a path does not do
/// that: an absolute link on the way would lead back to the files of the caller's root.
/// </summary>
internal static partial class OpenAt2Native
{
    /// <summary>Number of openat2; since Linux 5.6, the same on every architecture.</summary>
    internal const nint SYS_openat2 = 437;

    /// <summary>Refuse the links of /proc that lead to arbitrary places (RESOLVE_NO_MAGICLINKS, linux/openat2.h).</summary>
    internal const ulong RESOLVE_NO_MAGICLINKS = 0x02;

    /// <summary>Take the directory descriptor for "/" (RESOLVE_IN_ROOT, linux/openat2.h).</summary>
    internal const ulong RESOLVE_IN_ROOT = 0x10;

    /// <summary>Calls openat2 through syscall(2), as most C libraries have no wrapper; -1 with errno on an error.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint Syscall(nint number, nint directory, string path, in OpenHow how, nint size);
}
