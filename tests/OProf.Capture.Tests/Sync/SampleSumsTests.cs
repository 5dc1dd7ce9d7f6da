using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sync;

public class SampleSumsTests
{
    [Fact]
    public void Sums_are_those_of_a_dictionary()
    {
        var random = new Random(7);
        var sums = new SampleSums();
        var expected = new Dictionary<(ulong Offset, ulong Cookie, int Stack, int Task, int Event, int Cpu, ProcessorMode Mode), (long Samples, ulong Period)>();
        for (int number = 0; number < 200_000; number++)
        {
            var sample = new StreamSample
            {
                Time = (ulong)number,
                Offset = (ulong)random.Next(40) << 40,
                Cookie = random.Next(3) == 0 ? Cookie.InvalidCookie : (ulong)random.Next(5),
                Stack = random.Next(30),
                Task = random.Next(4),
                Event = random.Next(2),
                Cpu = random.Next(-1, 3),
                Mode = (ProcessorMode)random.Next(1, 4),
                Period = (ulong)random.Next(1000),
            };
            sums.Add(sample);

            // Kernel addresses and those of a hypervisor are in no file, whatever the sample says.
            ulong cookie = sample.Mode == ProcessorMode.User ? sample.Cookie : Cookie.NoCookie;
            var key = (sample.Offset, cookie, sample.Stack, sample.Task, sample.Event, sample.Cpu, sample.Mode);
            var sum = expected.GetValueOrDefault(key);
            expected[key] = (sum.Samples + 1, sum.Period + sample.Period);
        }

        Assert.Throws<InvalidOperationException>(() => sums[0].Samples);
        sums.Complete();
        Assert.True(sums.IsWhole);
        Assert.Equal(expected.Count, sums.Count);
        for (int index = 0; index < sums.Count; index++)
        {
            ref readonly var sum = ref sums[index];
            Assert.Equal(expected[(sum.Offset, sum.Cookie, sum.Stack, sum.Task, sum.Event, sum.Cpu, sum.Mode)], (sum.Samples, sum.Period));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => sums[sums.Count].Samples);
    }

    [Fact]
    public void What_would_be_too_much_is_given_up_whole()
    {
        Assert.Equal(6000, Sums(6000).Count);
        var sums = Sums(6001);
        Assert.False(sums.IsWhole);
        Assert.Equal((0, 0), (sums.Count, sums.Bytes));
    }

    private static SampleSums Sums(int samples)
    {
        var sums = new SampleSums(6000);
        for (int number = 0; number < samples; number++)
            sums.Add(new StreamSample { Offset = (ulong)number, Mode = ProcessorMode.User });
        sums.Complete();
        return sums;
    }

    [Fact]
    public void A_writer_that_adds_up_puts_no_sample_into_the_stream()
    {
        var buffer = new EventBuffer(1 << 20, EventBuffer.ChunkWords);
        var writer = new EventStreamWriter(buffer) { Sums = new SampleSums() };
        Assert.True(writer.Sample(new StreamSample { Cpu = 1, Mode = ProcessorMode.User, Offset = 3, Period = 5 }));
        Assert.Equal(0, buffer.Words);
        writer.Sums.Complete();
        Assert.Equal((3UL, 5UL, 1L), (writer.Sums[0].Offset, writer.Sums[0].Period, writer.Sums[0].Samples));
    }
}
