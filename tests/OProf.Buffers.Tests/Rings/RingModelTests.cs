using Xunit;

namespace OProf.Buffers.Tests.Rings;

/// <summary>Random schedules against a model: what came out is what went in less what was counted lost, in order for each writer.</summary>
public sealed class RingModelTests
{
    private const int Schedules = 40;

    public static TheoryData<RingPolicy, RingStorageKind, bool> All => RingPair.All;

    [Theory]
    [MemberData(nameof(All))]
    public void RandomSchedulesAgreeWithTheModel(RingPolicy policy, RingStorageKind storage, bool overwrites)
    {
        for (int seed = 0; seed < Schedules; seed++)
        {
            using var folder = new TemporaryFolder();
            new RingModel(new RingPair(policy, storage, overwrites), seed).Run(folder, steps: 1500);
        }
    }
}
