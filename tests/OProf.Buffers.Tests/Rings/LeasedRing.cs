using OProf.Buffers.Rings;
using OProf.Buffers.Storage;

namespace OProf.Buffers.Tests.Rings;

/// <summary>A lock-free ring that each thread writes to through a <see cref="LeasedWriter{TStorage, TMode, TClock, TSwitch}"/> of its own.</summary>
internal sealed class LeasedRing<TStorage, TMode, TClock> : ISubBufferRing
    where TStorage : struct, IRingStorage
    where TMode : struct, IWriteMode
    where TClock : struct, IRingClock
{
    private readonly LockFreeRing<TStorage, TMode, TClock, LengthFraming, ManyWriters, NoSwitch> _ring;
    private readonly ThreadLocal<LeasedWriter<TStorage, TMode, TClock, NoSwitch>> _writers;

    public LeasedRing(TStorage storage)
    {
        _ring = new LockFreeRing<TStorage, TMode, TClock, LengthFraming, ManyWriters, NoSwitch>(storage);

        // A few records a lease, and now and then one that does not fit any.
        _writers = new(() => new(_ring, storage.Geometry.SubBufferSize / 4), trackAllValues: true);
    }

    public int MaxLength => _ring.MaxLength;

    public long Entries => _ring.Entries;

    public long Taken => _ring.Taken;

    public RingLosses Losses => _ring.Losses;

    public RingGeometry Geometry => _ring.Geometry;

    public int HeaderSize => _ring.HeaderSize;

    public long OverwrittenSubBuffers => _ring.OverwrittenSubBuffers;

    public bool TryReserve(int length, ulong time, out Reservation reservation) => _writers.Value!.TryReserve(length, time, out reservation);

    public Span<byte> Payload(in Reservation reservation) => _writers.Value!.Payload(reservation);

    public void Write(in Reservation reservation, int offset, ReadOnlySpan<byte> source) => _writers.Value!.Write(reservation, offset, source);

    public void Commit(in Reservation reservation) => _writers.Value!.Commit(reservation);

    public void Abort(in Reservation reservation) => _writers.Value!.Abort(reservation);

    public void Flush() => _ring.Flush();

    public bool TryConsume(out RingRecord record) => _ring.TryConsume(out record);

    public bool TryTake(out SubBuffer subBuffer) => _ring.TryTake(out subBuffer);

    public ReadOnlySpan<byte> Bytes(int offset = 0) => _ring.Bytes(offset);

    public void Release() => _ring.Release();

    public bool TryCopy(ref long position, Span<byte> destination, out SubBuffer subBuffer) => _ring.TryCopy(ref position, destination, out subBuffer);

    public void Dispose()
    {
        foreach (var writer in _writers.Values)
            writer.Dispose();
        _writers.Dispose();
        _ring.Dispose();
    }
}
