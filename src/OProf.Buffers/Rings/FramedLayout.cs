using System.Runtime.CompilerServices;

namespace OProf.Buffers.Rings;

/// <summary>How much room a record takes.</summary>
internal static class FramedLayout<TClock, TFraming>
    where TClock : struct, IRingClock
    where TFraming : struct, IRecordFraming
{
    /// <summary>Bytes before the payload.</summary>
    public static int HeaderSize
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFraming.IsFramed ? TFraming.HeaderSize + TClock.Size : 0;
    }

    /// <summary>Bytes of a record, padding included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Total(int length) => (HeaderSize + length + TFraming.Alignment - 1) & -TFraming.Alignment;
}
