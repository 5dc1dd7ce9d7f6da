using System.Runtime.InteropServices;

namespace OProf.Analysis.Symbols.Native;

/// <summary>open(2), where File.OpenHandle cannot pass the flags that keep devices and FIFOs untouched.</summary>
internal static partial class OpenNative
{
    internal const int O_RDONLY = 0;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_CLOEXEC = 0x80000;
    internal const int O_PATH = 0x200000;

    /// <summary>Do not follow a link in the last part of the path; its value is one of the few that differ by architecture.</summary>
    internal static readonly int O_NOFOLLOW =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Ppc64le ? 0x8000 : 0x20000;

    /// <summary>Calls open; -1 with errno on an error.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);
}
