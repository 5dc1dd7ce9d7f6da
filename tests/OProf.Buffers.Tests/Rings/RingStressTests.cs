using Xunit;

namespace OProf.Buffers.Tests.Rings;

/// <summary>Several writers and a reader, with random sizes and stops: the ledger is exact, order is kept, no record is torn.</summary>
public sealed class RingStressTests
{
    public static TheoryData<RingPolicy, RingStorageKind, bool> All => RingPair.ForManyThreads;

    [Theory]
    [MemberData(nameof(All))]
    public void SeveralWritersAndAReader(RingPolicy policy, RingStorageKind storage, bool overwrites) =>
        new RingStress(new RingPair(policy, storage, overwrites), writers: 3, recordsEach: 30_000, takesSubBuffers: false).Run();

    [Theory]
    [MemberData(nameof(All))]
    public void SeveralWritersAndAReaderOfWholeSubBuffers(RingPolicy policy, RingStorageKind storage, bool overwrites) =>
        new RingStress(new RingPair(policy, storage, overwrites), writers: 3, recordsEach: 30_000, takesSubBuffers: true).Run();

    [Theory]
    [InlineData(RingStorageKind.PageList, false)]
    [InlineData(RingStorageKind.FlatArray, true)]
    [InlineData(RingStorageKind.MappedFile, false)]
    public void ASingleWriterAndAReader(RingStorageKind storage, bool overwrites) =>
        new RingStress(new RingPair(RingPolicy.SingleWriter, storage, overwrites), writers: 1, recordsEach: 100_000, takesSubBuffers: false).Run();
}
