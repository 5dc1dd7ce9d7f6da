namespace OProf.Buffers.Tests.Rings;

public enum RingPolicy
{
    Swapped,
    Locked,
    LockFree,

    /// <summary>Lock-free for one writer.</summary>
    SingleWriter,

    /// <summary>Lock-free, each thread through a lease of its own.</summary>
    Leased,
}
