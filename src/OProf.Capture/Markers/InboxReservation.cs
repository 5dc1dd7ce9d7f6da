using System.Runtime.CompilerServices;
using OProf.Buffers.Rings;

namespace OProf.Capture.Markers;

/// <summary>Room for a hit in an inbox, until it is published.</summary>
internal readonly ref struct InboxReservation
{
    private readonly InboxRing _ring;
    private readonly Reservation _reservation;

    public InboxReservation(InboxRing ring, Reservation reservation, Span<byte> body)
    {
        _ring = ring;
        _reservation = reservation;
        Body = body;
    }

    /// <summary>Where the fields go.</summary>
    public Span<byte> Body { get; }

    /// <summary>Publishes the hit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End() => _ring.End(_reservation);
}
