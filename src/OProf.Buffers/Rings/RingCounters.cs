using OProf.Buffers.Storage;

namespace OProf.Buffers.Rings;

/// <summary>Reads the counters of a ring's control words.</summary>
internal static unsafe class RingCounters
{
    public static RingLosses Read(RingControl* control) => new(
        Volatile.Read(ref control->Full),
        Volatile.Read(ref control->TooLarge),
        Volatile.Read(ref control->Overwritten),
        Volatile.Read(ref control->Aborted),
        Volatile.Read(ref control->Refused));
}
