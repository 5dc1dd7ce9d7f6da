namespace OProf.Buffers.Tests.Rings;

public enum RingPolicy
{
    Swapped,
    Locked,
    LockFree,

    /// <summary>Lock-free for one writer.</summary>
    SingleWriter,
}
