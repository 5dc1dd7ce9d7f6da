using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public sealed class OwnerTableTests
{
    [Fact]
    public void The_later_owner_of_an_id_counts_and_what_was_read_before_stays()
    {
        var owners = new OwnerTable();
        Assert.Empty(owners.ById);
        owners.Add(10, 1000);
        owners.Add(11, 0);
        var before = owners.ById;
        owners.Add(10, 1001);

        Assert.Equal(3, owners.Count);
        Assert.Equal(new ProcessOwner(10, 1001), owners[2]);
        Assert.Equal(1000u, before[10]);
        Assert.Equal(1001u, owners.ById[10]);
        Assert.Equal(2, owners.ById.Count);
    }

    [Fact]
    public async Task Readers_find_each_owner_while_others_come()
    {
        const int Count = 20_000;
        var owners = new OwnerTable();
        var reader = Task.Run(() =>
        {
            int seen = 0;
            while (seen < Count)
            {
                int count = owners.Count;
                if (count == seen)
                    continue;
                for (; seen < count; seen++)
                    Assert.Equal(new ProcessOwner(seen, (uint)seen + 1), owners[seen]);
            }

            return owners.ById.Count;
        }, TestContext.Current.CancellationToken);
        for (int i = 0; i < Count; i++)
            owners.Add(i, (uint)i + 1);
        Assert.Equal(Count, await reader);
    }
}
