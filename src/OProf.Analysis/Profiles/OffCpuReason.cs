namespace OProf.Analysis.Profiles;

/// <summary>Why a thread was off the CPU.</summary>
public enum OffCpuReason
{
    /// <summary>
    /// It waited: for a lock, a timer, data, another thread. The time from its wake-up until it got a CPU is part of this.
    /// </summary>
    Blocked,

    /// <summary>It could have run on, and the CPU was given to another thread.</summary>
    Preempted,
}
