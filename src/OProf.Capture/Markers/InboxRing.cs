using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;
using Ring = OProf.Buffers.Rings.LockFreeRing<
    OProf.Buffers.Storage.FlatArray,
    OProf.Buffers.Rings.Discard,
    OProf.Buffers.Rings.MonotonicClock,
    OProf.Buffers.Rings.LengthFraming,
    OProf.Buffers.Rings.ManyWriters,
    OProf.Capture.Markers.InboxSwitch>;

namespace OProf.Capture.Markers;

/// <summary>A ring of hits: any thread writes, the sync thread reads. What does not fit is lost, and counted.</summary>
internal sealed unsafe class InboxRing : IDisposable
{
    private readonly Ring _ring;
    private long _lostBefore;

    // Of the record that was peeked at; in native memory, which does not move, and stays until the next one is consumed.
    private byte* _held;
    private int _heldLength;

    public InboxRing(MarkerInbox inbox, RingGeometry geometry) => _ring = new Ring(new FlatArray(geometry), new InboxSwitch(inbox));

    /// <summary>Room for a hit, with its head written.</summary>
    /// <param name="marker">Number of the marker in the inbox.</param>
    /// <param name="length">Bytes of the packed fields.</param>
    /// <param name="head">CPU, process, thread and flags.</param>
    /// <param name="time">Its time; 0 for now.</param>
    /// <param name="reservation">The room.</param>
    /// <param name="body">Where the fields go.</param>
    /// <returns>False where it is lost, which is counted.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryBegin(int marker, long length, InboxHead head, ulong time, out Reservation reservation, out Span<byte> body)
    {
        int padded = length < _ring.MaxLength ? ((int)length + 7) & ~7 : _ring.MaxLength;
        if (!_ring.TryReserve(InboxRecord.HeadSize + padded, out reservation))
        {
            body = default;
            return false;
        }

        var record = _ring.Payload(reservation);
        ref byte start = ref MemoryMarshal.GetReference(record);
        Unsafe.WriteUnaligned(ref start, InboxRecord.RecordType | ((ulong)(uint)marker << 32));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, InboxRecord.Time), time != 0 ? time : reservation.Time);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, InboxRecord.Cpu), head);
        if (padded != length)
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, InboxRecord.HeadSize + padded - sizeof(ulong)), 0UL);
        body = new Span<byte>(Unsafe.AsPointer(ref Unsafe.Add(ref start, InboxRecord.HeadSize)), padded);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(in Reservation reservation) => _ring.Commit(reservation);

    /// <summary>The next hit, which stays the next one until <see cref="Advance"/>. For the sync thread.</summary>
    public bool TryPeek(out ReadOnlySpan<byte> record)
    {
        if (_held == null)
        {
            if (!_ring.TryConsume(out var next))
            {
                record = default;
                return false;
            }

            _held = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(next.Payload));
            _heldLength = next.Payload.Length;
        }

        record = new ReadOnlySpan<byte>(_held, _heldLength);
        return true;
    }

    /// <summary>Takes the hit that was peeked at.</summary>
    public void Advance() => _held = null;

    /// <summary>Hits that were lost since the last call.</summary>
    public long TakeLosses()
    {
        long lost = _ring.Losses.Total;
        long since = lost - _lostBefore;
        _lostBefore = lost;
        return since;
    }

    /// <summary>Gives the memory back. No thread may use it any more.</summary>
    public void Dispose() => _ring.Dispose();
}
