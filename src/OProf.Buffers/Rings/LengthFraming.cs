using System.Runtime.CompilerServices;

namespace OProf.Buffers.Rings;

/// <summary>
/// A header of eight bytes before each record: its length and state, and where it lies. A reader goes from record to
/// record by it, also over one that was given up or never committed.
/// </summary>
/// <remarks>
/// <code>
///   bits 0-1  state: 1 reserved, 2 committed, 3 aborted (0 is what memory holds that nobody wrote)
///   bits 2-31 length of the payload
///   bits 32-63 position of the header by 8, low half: what an earlier lap left there is not taken for a header
/// </code>
/// A time, if the ring has a clock, follows as the next eight bytes, then the payload, then zero to seven bytes of padding.
/// </remarks>
public readonly unsafe struct LengthFraming : IRecordFraming
{
    internal const uint Reserved = 1;
    internal const uint Committed = 2;
    internal const uint Aborted = 3;
    internal const uint StateMask = 3;

    /// <inheritdoc/>
    public static bool IsFramed => true;

    /// <inheritdoc/>
    public static int HeaderSize => sizeof(ulong);

    /// <inheritdoc/>
    public static int Alignment => sizeof(ulong);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin(byte* header, long position, int length) => *(ulong*)header = Header(position, length, Reserved);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Commit(byte* header, long position, int length) =>
        Volatile.Write(ref *(ulong*)header, Header(position, length, Committed));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Abort(byte* header, long position, int length) =>
        Volatile.Write(ref *(ulong*)header, Header(position, length, Aborted));

    /// <summary>The header of a record at a position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Header(long position, int length, uint state) =>
        ((ulong)position >> 3 << 32) | ((uint)length << 2) | state;
}
