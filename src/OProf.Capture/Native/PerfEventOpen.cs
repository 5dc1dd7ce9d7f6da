using System.Runtime.InteropServices;
using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Capture.Native;

/// <summary>perf_event_open(2). The C library has no wrapper for it, so it goes through syscall(2).</summary>
internal static unsafe partial class PerfEventOpen
{
    /// <summary>Tells perf_event_open that the event leads a group of its own.</summary>
    public const int NoGroup = -1;

    /// <summary>As pid: every process (system-wide, on one CPU). As cpu: every CPU the task runs on.</summary>
    public const int Any = -1;

    /// <summary>The call's number on this architecture (asm/unistd.h), or -1 where it is not known.</summary>
    public static readonly int SyscallNumber = NumberFor(RuntimeInformation.ProcessArchitecture);

    /// <summary>
    /// Opens an event. <paramref name="attr"/> is by reference since the kernel writes the size it knows there on E2BIG.
    /// </summary>
    /// <param name="attr">What to count or sample.</param>
    /// <param name="pid">0 for the calling thread, a thread id, or -1 for all on <paramref name="cpu"/>.</param>
    /// <param name="cpu">A CPU number, or -1 for any.</param>
    /// <param name="groupFd">The leader's descriptor, or -1.</param>
    /// <param name="flags">PERF_FLAG_*.</param>
    /// <returns>A descriptor; or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/> (ENOSYS where the number is not known).</returns>
    public static int Invoke(ref PerfEventAttr attr, int pid, int cpu, int groupFd, PerfEventOpenFlags flags)
    {
        if (SyscallNumber < 0 || !OperatingSystem.IsLinux())
        {
            Marshal.SetLastPInvokeError(Errno.ENOSYS);
            return -1;
        }

        fixed (PerfEventAttr* address = &attr)
            return (int)Syscall(SyscallNumber, address, pid, cpu, groupFd, (nuint)flags);
    }

    internal static int NumberFor(Architecture architecture) => architecture switch
    {
        Architecture.X64 => 298,
        Architecture.Arm64 or Architecture.LoongArch64 => 241,
        Architecture.S390x => 331,
        Architecture.Ppc64le => 319,
        Architecture.Arm or Architecture.Armv6 => 364,
        Architecture.X86 => 336,
        // Architecture.RiscV64, which net8.0 does not name.
        (Architecture)9 => 241,
        _ => -1,
    };

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, PerfEventAttr* attr, nint pid, nint cpu, nint groupFd, nuint flags);
}
