using System.Runtime.CompilerServices;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;

namespace OProf.Benchmarks.Rings;

internal readonly struct BenchedLockFree<TClock, TWriters>(LockFreeRing<FlatArray, Discard, TClock, LengthFraming, TWriters, NoSwitch> ring) : IBenchedRing
    where TClock : struct, IRingClock
    where TWriters : struct, IWriters
{
    public ISubBufferRing Ring => ring;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int length, out Reservation reservation) => ring.TryReserve(length, out reservation);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Payload(in Reservation reservation) => ring.Payload(reservation);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit(in Reservation reservation) => ring.Commit(reservation);

    public void Dispose() => ring.Dispose();
}
