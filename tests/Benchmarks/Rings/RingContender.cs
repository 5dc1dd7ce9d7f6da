using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OProf.Benchmarks.Rings;

/// <summary>
/// A ring for each writer, as where rings belong to CPUs, or one for all. A record is a header of 8 bytes and three 64-bit
/// fields, or with a time of its own, header, time and two 64-bit fields: 32 bytes.
/// </summary>
internal sealed class RingContender<TRing> : Contender
    where TRing : struct, IBenchedRing
{
    private readonly TRing[] _rings;
    private readonly int _length;

    public RingContender(string name, int records, bool hasTime, bool isShared, Func<TRing> make)
        : base(name, records)
    {
        _rings = [.. Enumerable.Range(0, isShared ? 1 : PinnedThreads.Cpus.Count).Select(_ => make())];
        _length = hasTime ? 16 : 24;
    }

    public override long Lost => _rings.Sum(ring => ring.Ring.Losses.Total);

    public override void Dispose()
    {
        foreach (var ring in _rings)
            ring.Dispose();
        base.Dispose();
    }

    protected override void Write(int writer)
    {
        var ring = _rings[_rings.Length == 1 ? 0 : writer];
        if (_length == 16)
            WriteTwo(ring, Records);
        else
            WriteThree(ring, Records);
    }

    protected override void Empty()
    {
        foreach (var ring in _rings)
        {
            ring.Ring.Flush();
            while (ring.Ring.TryTake(out _))
                ring.Ring.Release();
        }
    }

    private static void WriteTwo(TRing ring, int records)
    {
        for (int i = 0; i < records; i++)
        {
            if (!ring.TryReserve(16, out var reservation))
                continue;
            ref byte payload = ref MemoryMarshal.GetReference(ring.Payload(reservation));
            Unsafe.WriteUnaligned(ref payload, (ulong)i);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref payload, 8), (ulong)records);
            ring.Commit(reservation);
        }
    }

    private static void WriteThree(TRing ring, int records)
    {
        for (int i = 0; i < records; i++)
        {
            if (!ring.TryReserve(24, out var reservation))
                continue;
            ref byte payload = ref MemoryMarshal.GetReference(ring.Payload(reservation));
            Unsafe.WriteUnaligned(ref payload, (ulong)i);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref payload, 8), (ulong)records);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref payload, 16), (ulong)i);
            ring.Commit(reservation);
        }
    }
}
