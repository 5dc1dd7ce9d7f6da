using OProf.Capture.Sources.PerfEvents.Replay;
using Xunit;

namespace OProf.Capture.Tests.Replay;

public class TimeOrderTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(1000, 3)]
    [InlineData(1000, 7)]
    [InlineData(257, 256)]
    public void Pieces_in_order_become_one_and_equal_times_keep_their_order(int count, int pieces)
    {
        var random = new Random(count + pieces);
        var records = new WaitingRecord[count];
        int start = 0;
        for (int piece = 0; piece < pieces; piece++)
        {
            int end = piece == pieces - 1 ? count : start + (count / pieces);
            ulong time = 0;
            for (int i = start; i < end; i++)
                records[i] = new WaitingRecord(time += (ulong)random.Next(3), 0, i, 8);
            start = end;
        }

        var expected = records.OrderBy(record => record.Time).ThenBy(record => record.Offset).ToArray();
        var order = new TimeOrder();
        order.Sort(records);
        Assert.Equal(expected, records);
        order.Sort(records);
        Assert.Equal(expected, records);
    }
}
