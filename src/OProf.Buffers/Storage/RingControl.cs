using System.Runtime.InteropServices;

namespace OProf.Buffers.Storage;

/// <summary>
/// The control words that a ring has once. What writers change with each record, what the reader changes and what changes
/// rarely lie on lines of their own: two lines each, as processors fetch lines in pairs.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = RingControlSize.Ring)]
internal struct RingControl
{
    /// <summary>Position up to which room is reserved. Changed by writers.</summary>
    [FieldOffset(0)]
    public long Reserved;

    /// <summary>Position up to which room is given back. Changed by the reader, and by writers that overwrite.</summary>
    [FieldOffset(128)]
    public long Consumed;

    /// <summary>Records the reader has taken.</summary>
    [FieldOffset(136)]
    public long Taken;

    /// <summary>Records for which there was no room.</summary>
    [FieldOffset(256)]
    public long Full;

    /// <summary>Records larger than a sub-buffer holds.</summary>
    [FieldOffset(264)]
    public long TooLarge;

    /// <summary>Committed records that were overwritten before they were read.</summary>
    [FieldOffset(272)]
    public long Overwritten;

    /// <summary>Records reserved and given up by their writer.</summary>
    [FieldOffset(280)]
    public long Aborted;

    /// <summary>Records refused because the observer stopped the logging.</summary>
    [FieldOffset(288)]
    public long Refused;

    /// <summary>Sub-buffers that were overwritten before they were read.</summary>
    [FieldOffset(296)]
    public long OverwrittenSubBuffers;

    /// <summary>Not 0 from when the observer stopped the logging.</summary>
    [FieldOffset(384)]
    public long Stopped;
}
