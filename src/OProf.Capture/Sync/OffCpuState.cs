namespace OProf.Capture.Sync;

/// <summary>A thread's time off the CPU while it lasts.</summary>
internal struct OffCpuState
{
    /// <summary>Where the thread is.</summary>
    public OffCpuPhase Phase;

    /// <summary>Whether the stack is known: the sample that goes before each switch was not lost, nor hidden by the permissions.</summary>
    public bool HasPlace;

    /// <summary>Index of the CPU that it left, among the session's.</summary>
    public short Cpu;

    /// <summary>Number of the call chain with which it left; 0 for none.</summary>
    public int Stack;

    /// <summary>How many losses of records had been heard of when it left.</summary>
    public int Losses;

    /// <summary>When it left, in nanoseconds of CLOCK_MONOTONIC.</summary>
    public ulong Since;

    /// <summary>Kernel address at which it left.</summary>
    public ulong Address;

    /// <summary>Time of the first sample that found it running all the same; 0 for none.</summary>
    public ulong SeenRunning;

    /// <summary>Whether it is off the CPU.</summary>
    public readonly bool IsOff => Phase >= OffCpuPhase.Blocked;
}
