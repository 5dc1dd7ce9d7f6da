using OProf.Capture.Sources.PerfEvents.Replay;
using Xunit;

namespace OProf.Capture.Tests.Replay;

public class RecordStoreTests
{
    [Fact]
    public void Records_keep_their_bytes_until_they_are_released_and_the_memory_is_used_again()
    {
        var store = new RecordStore();
        var batch = new RecordBatch();
        var waiting = new Queue<(WaitingRecord Record, byte Value)>();
        var random = new Random(1);
        int highestBlock = 0;
        for (int number = 0; number < 20_000; number++)
        {
            int length = random.Next(8, 4000);
            batch.Reserve(length + 100)[..length].Fill((byte)number);
            batch.Add(length, (ulong)number, 0);
            if (batch.HasRoom)
                continue;
            int block = store.Add(batch.Block, batch.Records.Length);
            foreach (var record in batch.Records)
                waiting.Enqueue((new WaitingRecord(record.Time, block, record.Offset, record.Length), (byte)record.Time));
            batch.Clear(store.Next());
            while (waiting.Count > 500)
            {
                var (record, value) = waiting.Dequeue();
                Assert.Equal(-1, store.BytesOf(record).IndexOfAnyExcept(value));
                highestBlock = Math.Max(highestBlock, record.Block);
                store.Release(record);
            }

            Assert.Equal(waiting.Sum(w => (long)w.Record.Length), store.Waiting);
        }

        // 500 records of 4,000 bytes are eight blocks, beside one that is taken.
        Assert.InRange(highestBlock, 1, 10);
    }

    [Fact]
    public void A_batch_is_full_before_the_largest_record_does_not_fit()
    {
        var batch = new RecordBatch();
        int records = 0;
        for (; batch.HasRoom; records++)
        {
            Assert.Equal(66_000, batch.Reserve(66_000).Length);
            batch.Add(66_000, 0, 0);
        }

        Assert.Equal(4, records);
        batch.Clear(new RecordBlock());
        for (records = 0; batch.HasRoom; records++)
            batch.Add(8, 0, 0);
        Assert.Equal(RecordBatch.MaxRecords, records);
    }
}
