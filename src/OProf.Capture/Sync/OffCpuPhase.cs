namespace OProf.Capture.Sync;

/// <summary>Where a thread is, as the switches told that have been seen.</summary>
internal enum OffCpuPhase : byte
{
    /// <summary>None was seen: it was there before the session.</summary>
    Unseen,

    /// <summary>It has been started and not run yet.</summary>
    New,

    /// <summary>On a CPU.</summary>
    Running,

    /// <summary>Off the CPU; it waits for something.</summary>
    Blocked,

    /// <summary>Off the CPU, and could run.</summary>
    Preempted,
}
