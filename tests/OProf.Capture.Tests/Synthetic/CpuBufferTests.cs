using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Synthetic;

public class CpuBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(48)]
    public void Refuses_a_size_that_is_no_power_of_two(int words) => Assert.Throws<ArgumentException>(() => new CpuBuffer(0, words));

    [Fact]
    public void Wraps_at_every_offset_with_data_of_every_length()
    {
        var buffer = new CpuBuffer(0, 64);
        for (ulong round = 0; round < 2000; round++)
        {
            var data = new ulong[(int)(round % 60)];
            for (int i = 0; i < data.Length; i++)
                data[i] = (round << 8) + (ulong)i;
            Assert.True(buffer.TryReserve(CpuBuffer.EntryWords + data.Length));
            buffer.Put(0, round, round + 1, data);
            buffer.Commit();
            buffer.BeginSync();
            Assert.True(buffer.TryTake(out var entry));
            Assert.Equal((round, round + 1), (entry.Address, entry.Event));
            Assert.Equal(data, entry.Data.ToArray());
            Assert.False(buffer.TryTake(out _));
            Assert.Equal(0, buffer.WordsHeld);
        }
    }

    [Fact]
    public void Shows_nothing_of_what_is_reserved_and_not_committed()
    {
        var buffer = new CpuBuffer(0, 16);
        Assert.True(buffer.TryReserve(3));
        buffer.Put(0, 1, 2, []);
        buffer.BeginSync();
        Assert.False(buffer.TryTake(out _));
        buffer.Commit();
        Assert.False(buffer.TryTake(out _));
        buffer.BeginSync();
        Assert.True(buffer.TryTake(out _));
    }

    [Fact]
    public void Takes_only_what_was_held_at_the_start()
    {
        var buffer = new CpuBuffer(0, 16);
        var writer = new CpuBufferWriter(buffer);
        Assert.True(writer.Sample(1, 0, true, 1));
        buffer.BeginSync();
        int taken = 0;
        while (buffer.TryTake(out _))
        {
            // As fast a writer as there can be: an entry more for each that is taken.
            writer.Sample(2, 0, true, 1);
            taken++;
        }

        Assert.Equal(2, taken);
        Assert.True(buffer.WordsHeld > 0);
    }

    [Fact]
    public void Counts_what_does_not_fit_and_says_its_switch_again()
    {
        // 16 words: flags with a task 4, samples 3 each; the fifth entry does not fit.
        var buffer = new CpuBuffer(0, 16);
        var writer = new CpuBufferWriter(buffer);
        for (ulong i = 1; i <= 4; i++)
            Assert.True(writer.Sample(i, 0, true, 1));
        Assert.False(writer.Sample(5, 0, false, 2));
        Assert.Equal((5, 1), (writer.Received, writer.LostOverflow));
        buffer.BeginSync();
        while (buffer.TryTake(out _))
        {
        }

        Assert.True(writer.Sample(6, 0, false, 2));
        buffer.BeginSync();
        Assert.True(buffer.TryTake(out var flags));
        Assert.Equal(CpuBufferFlags.KernelContextSwitch | CpuBufferFlags.UserContextSwitch, flags.Flags);
        Assert.Equal([2UL], flags.Data.ToArray());
    }

    [Fact]
    public void Says_mode_and_task_again_after_each_sync_and_otherwise_only_where_they_change()
    {
        var buffer = new CpuBuffer(0, 64);
        var writer = new CpuBufferWriter(buffer);
        for (int sync = 0; sync < 3; sync++)
        {
            writer.Sample(1, 0, true, 1);
            writer.Sample(2, 0, true, 1);
            writer.Sample(3, 0, false, 1);
            buffer.BeginSync();
            var seen = new List<string>();
            while (buffer.TryTake(out var entry))
                seen.Add(entry.IsFlags ? entry.Flags.ToString() : $"{entry.Address}");
            Assert.Equal(["KernelContextSwitch, IsKernel, UserContextSwitch", "1", "2", "KernelContextSwitch", "3"], seen);
        }
    }

    [Fact]
    public void Counts_an_address_that_cannot_be_said()
    {
        var writer = new CpuBufferWriter(new CpuBuffer(0, 64));
        Assert.False(writer.Sample(EventCode.Escape, 0, true, 1));
        Assert.Equal((1, 1, 0), (writer.Received, writer.InvalidEip, writer.LostOverflow));
    }

    [Fact]
    public void Gives_a_chain_up_at_a_broken_frame_or_where_it_is_full()
    {
        var buffer = new CpuBuffer(0, 16);
        var writer = new CpuBufferWriter(buffer);
        Assert.True(writer.Sample(1, 0, true, 1, withTrace: true));
        writer.Trace(EventCode.Escape);
        writer.Trace(2);
        Assert.False(writer.IsTracing);
        Assert.Equal((1, 7), (writer.BacktraceAborted, buffer.WordsHeld));
        Assert.True(writer.Sample(3, 0, true, 1, withTrace: true));
        writer.Trace(4);
        writer.Trace(5);
        Assert.Equal((2, 16), (writer.BacktraceAborted, buffer.WordsHeld));
    }
}
