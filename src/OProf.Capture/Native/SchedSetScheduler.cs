using System.Runtime.InteropServices;

namespace OProf.Capture.Native;

/// <summary>sched_setscheduler(2).</summary>
internal static partial class SchedSetScheduler
{
    public const int SCHED_RR = 2;

    /// <summary>Keeps children from inheriting the policy.</summary>
    public const int SCHED_RESET_ON_FORK = 0x40000000;

    /// <summary>Sets the policy of a thread (0: the calling one); -1 and errno where it is not permitted.</summary>
    public static int Invoke(int threadId, int policy, int priority) => Call(threadId, policy, ref priority);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    private static partial int Call(int pid, int policy, ref int parameter);
}
