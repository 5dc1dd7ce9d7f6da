using System.Runtime.InteropServices;

namespace OProf.Capture.Markers;

/// <summary>What says of a thread whether it is in a marker's probes; written by that thread alone, on cache lines of its own.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal sealed class MarkerReader
{
    /// <summary>The epoch in which the thread entered the outermost of its probes; 0 while it is in none.</summary>
    [FieldOffset(128)]
    public long Epoch;

    /// <summary>How many markers the thread is in: a probe may hit a marker itself.</summary>
    [FieldOffset(136)]
    public int Depth;

    /// <summary>The thread's id as the kernel has it.</summary>
    [FieldOffset(140)]
    public int ThreadId;
}
