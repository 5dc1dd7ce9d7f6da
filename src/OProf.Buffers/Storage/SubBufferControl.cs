using System.Runtime.InteropServices;

namespace OProf.Buffers.Storage;

/// <summary>
/// The control words of a sub-buffer: the count that each commit changes, and apart from it what changes once a lap.
/// </summary>
/// <remarks>
/// All but the commit count are absolute positions, so each says by itself which lap it is of:
/// <code>
///   start            End              start + size
///     ├ header ├ records ┤ padding ────────┤        Sealed = Delivered = start + size once all of it is committed
/// </code>
/// Order at the end of a sub-buffer: End, the last commit, the observer's close, Sealed, Commit = 0, Delivered. So a reader
/// after a crash finds the sub-buffer whole (Sealed) or its commit count (not Sealed), never neither; and a writer of the
/// next lap, which waits for Delivered, finds the count at 0.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = RingControlSize.SubBuffer)]
internal struct SubBufferControl
{
    /// <summary>Low half: bytes committed in this lap, header, records, aborted records and padding. High half: records committed.</summary>
    [FieldOffset(0)]
    public long Commit;

    /// <summary>Position behind the last record.</summary>
    [FieldOffset(128)]
    public long End;

    /// <summary>Position of the end, once the observer has closed it.</summary>
    [FieldOffset(136)]
    public long Sealed;

    /// <summary>Position of the end, once the reader may take it.</summary>
    [FieldOffset(144)]
    public long Delivered;

    /// <summary>Records in it.</summary>
    [FieldOffset(152)]
    public long Records;

    /// <summary>Records that the ring had lost when it was opened, since it began.</summary>
    [FieldOffset(160)]
    public long LostBefore;

    /// <summary>Time of its first record.</summary>
    [FieldOffset(168)]
    public ulong FirstTime;

    /// <summary>Time of its end.</summary>
    [FieldOffset(176)]
    public ulong LastTime;

    /// <summary>Position at which the last opened lap of it starts; with <see cref="FirstTime"/> and <see cref="LostBefore"/> of that lap.</summary>
    [FieldOffset(184)]
    public long Opened;
}
