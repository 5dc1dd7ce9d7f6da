using System.Runtime.InteropServices;

namespace OProf.Buffers.Rings;

/// <summary>The words of a lease, two lines away from whatever else lies beside them: what the owner changes, and what others do.</summary>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal struct LeaseState
{
    /// <summary>Not 0 while the owner is between reserve and commit, or takes another lease.</summary>
    [FieldOffset(128)]
    public int Busy;

    /// <summary>Number of the lease the owner took last.</summary>
    [FieldOffset(136)]
    public long Number;

    /// <summary>Position of the lease.</summary>
    [FieldOffset(144)]
    public long Start;

    /// <summary>Position behind the lease.</summary>
    [FieldOffset(152)]
    public long End;

    /// <summary>Position of its next record.</summary>
    [FieldOffset(160)]
    public long Position;

    /// <summary>Records committed in it.</summary>
    [FieldOffset(168)]
    public long Records;

    /// <summary>Number of the last lease that was revoked.</summary>
    [FieldOffset(320)]
    public long Revoked;

    /// <summary>Number of the last lease whose room was committed, by its owner or by who revoked it.</summary>
    [FieldOffset(328)]
    public long Ended;
}
