using OProf.Capture.Sources.PerfEvents.Replay;
using Xunit;

namespace OProf.Capture.Tests.Replay;

public class RecordStoreTests
{
    [Fact]
    public void Records_keep_their_bytes_until_they_are_released_and_the_memory_is_used_again()
    {
        var store = new RecordStore();
        var waiting = new Queue<(WaitingRecord Record, byte Value)>();
        var random = new Random(1);
        int highestBlock = 0;
        for (int number = 0; number < 20_000; number++)
        {
            int length = random.Next(8, 4000);
            store.Reserve(length + 100)[..length].Fill((byte)number);
            waiting.Enqueue((store.Commit(length, (ulong)number), (byte)number));
            while (waiting.Count > 500 || (waiting.Count > 0 && random.Next(3) == 0))
            {
                var (record, value) = waiting.Dequeue();
                Assert.False(store.BytesOf(record).ContainsAnyExcept(value));
                highestBlock = Math.Max(highestBlock, record.Block);
                store.Release(record);
            }

            Assert.Equal(waiting.Sum(w => (long)w.Record.Length), store.Waiting);
        }

        // 500 records of 4,000 bytes are eight blocks, and a few are only half in use.
        Assert.InRange(highestBlock, 1, 16);
    }
}
