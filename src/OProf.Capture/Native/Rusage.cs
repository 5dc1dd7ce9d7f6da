using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>struct rusage of getrusage(2), as machines of 64 bits have it: two times and fourteen longs.</summary>
[StructLayout(LayoutKind.Sequential, Size = 144)]
internal struct Rusage
{
    private readonly long _userSeconds;
    private readonly long _userMicroseconds;
    private readonly long _systemSeconds;
    private readonly long _systemMicroseconds;

    /// <summary>ru_utime in nanoseconds, in steps of a microsecond.</summary>
    public readonly long UserTime => (_userSeconds * 1_000_000_000) + (_userMicroseconds * 1_000);

    /// <summary>ru_stime in nanoseconds, in steps of a microsecond.</summary>
    public readonly long SystemTime => (_systemSeconds * 1_000_000_000) + (_systemMicroseconds * 1_000);
}
