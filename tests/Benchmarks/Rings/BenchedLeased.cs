using System.Runtime.CompilerServices;
using OProf.Buffers.Rings;
using OProf.Buffers.Storage;

namespace OProf.Benchmarks.Rings;

/// <summary>A writer's lease on a ring that all have together; the first of them has the ring to dispose of.</summary>
internal readonly struct BenchedLeased<TClock>(
    LockFreeRing<FlatArray, Discard, TClock, LengthFraming, ManyWriters, NoSwitch> ring,
    LeasedWriter<FlatArray, Discard, TClock, NoSwitch> writer,
    bool isFirst) : IBenchedRing
    where TClock : struct, IRingClock
{
    public ISubBufferRing Ring => ring;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserve(int length, out Reservation reservation) => writer.TryReserve(length, 0, out reservation);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Payload(in Reservation reservation) => writer.Payload(reservation);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit(in Reservation reservation) => writer.Commit(reservation);

    public void Dispose()
    {
        if (isFirst)
            ring.Dispose();
    }
}
