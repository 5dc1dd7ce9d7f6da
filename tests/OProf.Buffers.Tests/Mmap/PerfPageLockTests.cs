using OProf.Buffers.Mmap;
using Xunit;

namespace OProf.Buffers.Tests.Mmap;

public class PerfPageLockTests
{
    [Fact]
    public async Task Fields_that_change_together_are_read_together()
    {
        using var ring = new MappedRing(MmapMode.Discard, 0);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            for (ulong n = 1; !stop.IsCancellationRequested; n++)
                ring.Mapping.WriteFields(new PerfPageFields { Index = (uint)n, Offset = (long)n, TimeEnabled = n, TimeRunning = n, TimeZero = n });
        });
        int torn = 0;
        for (int i = 0; i < 100_000; i++)
        {
            if (!ring.Mapping.TryReadFields(out var fields) || (ulong)fields.Offset != fields.TimeEnabled
                || (uint)fields.Offset != fields.Index || fields.TimeEnabled != fields.TimeRunning || fields.TimeRunning != fields.TimeZero)
                torn++;
        }

        await stop.CancelAsync();
        await writing;
        Assert.Equal(0, torn);
    }
}
