namespace OProf.Capture.Sessions;

/// <summary>
/// The events of a session that takes time off the CPU. Each of their samples is one time off: taken when the thread came
/// back, with the call chain with which it had left and the nanoseconds in between as its period.
/// </summary>
public static class OffCpuEvents
{
    /// <summary>
    /// The thread waited: for a lock, a timer, data, another thread. The time from its wake-up until it got a CPU is
    /// part of this.
    /// </summary>
    public const string Blocked = "off-cpu-blocked";

    /// <summary>The thread could have run on, and the CPU was given to another one; also where it gave it up itself (sched_yield).</summary>
    public const string Preempted = "off-cpu-preempted";

    // What perf record --off-cpu calls its samples, which are of threads that waited, and the same otherwise.
    private const string OffCpuTime = "offcpu-time";

    /// <summary>Both, in the order in which they stand behind a session's own events.</summary>
    public static IReadOnlyList<string> Names { get; } = [Blocked, Preempted];

    /// <summary>Whether an event's samples are times off the CPU, so that they are no part of the time on it.</summary>
    /// <param name="name">Name of the event.</param>
    public static bool Contains(string name) => IsBlocked(name) || name == Preempted;

    /// <summary>Whether an event's samples are times in which a thread waited.</summary>
    /// <param name="name">Name of the event.</param>
    public static bool IsBlocked(string name) => name is Blocked or OffCpuTime;
}
