using OProf.Capture.Native;

namespace OProf.Capture.Sessions;

/// <summary>
/// Gives the calling thread the best priority that the permissions allow: where samples are lost, it is because the thread
/// that empties the rings did not get a CPU in time.
/// </summary>
internal static class SyncPriority
{
    /// <summary>Raises it.</summary>
    /// <returns>What was had, in words.</returns>
    public static string Raise()
    {
        if (SchedSetScheduler.Invoke(0, SchedSetScheduler.SCHED_RR | SchedSetScheduler.SCHED_RESET_ON_FORK, 1) == 0)
            return "SCHED_RR 1";
        foreach (int nice in (ReadOnlySpan<int>)[-20, -10, -5, -1])
        {
            if (SetPriority.Invoke(SetPriority.PRIO_PROCESS, 0, nice) == 0)
                return FormattableString.Invariant($"nice {nice}");
        }

        return "normal";
    }
}
