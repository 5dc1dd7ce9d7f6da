using OProf.Buffers.Rings;
using OProf.Buffers.Storage;
using Xunit;

namespace OProf.Buffers.Tests.Rings;

/// <summary>A policy on a storage in a mode: what the contract of rings is held against.</summary>
public sealed record RingPair(RingPolicy Policy, RingStorageKind Storage, bool Overwrites)
{
    /// <summary>The nine pairs in both modes, and the ring of a single writer beside them.</summary>
    public static TheoryData<RingPolicy, RingStorageKind, bool> All { get; } =
        Of([RingPolicy.Swapped, RingPolicy.Locked, RingPolicy.LockFree, RingPolicy.SingleWriter]);

    /// <summary>Those that several threads may write to.</summary>
    public static TheoryData<RingPolicy, RingStorageKind, bool> ForManyWriters { get; } =
        Of([RingPolicy.Swapped, RingPolicy.Locked, RingPolicy.LockFree]);

    /// <summary>Those that several threads may write to, each with a record open at a time.</summary>
    public static TheoryData<RingPolicy, RingStorageKind, bool> ForManyThreads { get; } =
        Of([RingPolicy.Swapped, RingPolicy.Locked, RingPolicy.LockFree, RingPolicy.Leased]);

    public bool HasSingleWriter => Policy == RingPolicy.SingleWriter;

    /// <summary>Makes a ring of framed records with a time; the swapped one has two sub-buffers of as many bytes in all.</summary>
    internal ISubBufferRing Create<TClock>(TemporaryFolder folder, long subBufferSize = 256, long subBufferCount = 4)
        where TClock : struct, IRingClock => Overwrites
            ? CreateOn<TClock, Overwrite, LengthFraming>(folder, subBufferSize, subBufferCount)
            : CreateOn<TClock, Discard, LengthFraming>(folder, subBufferSize, subBufferCount);

    /// <summary>Makes a ring of records that describe themselves.</summary>
    internal ISubBufferRing CreateUnframed(TemporaryFolder folder, long subBufferSize = 256, long subBufferCount = 4) => Overwrites
        ? CreateOn<NoClock, Overwrite, Unframed>(folder, subBufferSize, subBufferCount)
        : CreateOn<NoClock, Discard, Unframed>(folder, subBufferSize, subBufferCount);

    private static TheoryData<RingPolicy, RingStorageKind, bool> Of(RingPolicy[] policies)
    {
        var all = new TheoryData<RingPolicy, RingStorageKind, bool>();
        foreach (var policy in policies)
        {
            foreach (var storage in Enum.GetValues<RingStorageKind>())
            {
                all.Add(policy, storage, false);
                all.Add(policy, storage, true);
            }
        }

        return all;
    }

    private ISubBufferRing CreateOn<TClock, TMode, TFraming>(TemporaryFolder folder, long size, long count)
        where TClock : struct, IRingClock
        where TMode : struct, IWriteMode
        where TFraming : struct, IRecordFraming
    {
        var geometry = Policy == RingPolicy.Swapped ? new RingGeometry(size * count / 2, 2) : new RingGeometry(size, count);
        return Storage switch
        {
            RingStorageKind.PageList => CreateRing<PageList, TClock, TMode, TFraming>(new PageList(geometry)),
            RingStorageKind.FlatArray => CreateRing<FlatArray, TClock, TMode, TFraming>(new FlatArray(geometry)),
            _ => CreateRing<MappedFile, TClock, TMode, TFraming>(new MappedFile(folder["ring"], geometry, 0, Guid.Empty)),
        };
    }

    private ISubBufferRing CreateRing<TStorage, TClock, TMode, TFraming>(TStorage storage)
        where TStorage : struct, IRingStorage
        where TClock : struct, IRingClock
        where TMode : struct, IWriteMode
        where TFraming : struct, IRecordFraming => Policy switch
        {
            RingPolicy.Swapped => new SwappedRing<TStorage, TMode, TClock, TFraming>(storage),
            RingPolicy.Locked => new LockedRing<TStorage, TMode, TClock, TFraming>(storage),
            RingPolicy.LockFree => new LockFreeRing<TStorage, TMode, TClock, TFraming, ManyWriters, NoSwitch>(storage),
            RingPolicy.SingleWriter => new LockFreeRing<TStorage, TMode, TClock, TFraming, SingleWriter, NoSwitch>(storage),
            _ => new LeasedRing<TStorage, TMode, TClock>(storage),
        };
}
