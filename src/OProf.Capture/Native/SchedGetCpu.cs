using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>sched_getcpu(3): the CPU that the calling thread runs on. Read from memory that the kernel keeps up to date, without entering it.</summary>
internal static partial class SchedGetCpu
{
    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    [SuppressGCTransition]
    public static partial int Invoke();
}
