using System.Runtime.CompilerServices;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;

namespace OProf.Benchmarks.Rings;

internal readonly struct BenchedLocked<TClock>(LockedRing<FlatArray, Discard, TClock, LengthFraming> ring) : IBenchedRing
    where TClock : struct, IRingClock
{
    public ISubBufferRing Ring => ring;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int length, out Reservation reservation) => ring.TryReserve(length, 0, out reservation);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Payload(in Reservation reservation) => ring.Payload(reservation);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit(in Reservation reservation) => ring.Commit(reservation);

    public void Dispose() => ring.Dispose();
}
