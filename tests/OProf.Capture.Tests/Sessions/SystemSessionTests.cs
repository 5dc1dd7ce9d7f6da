using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sessions;

public class SystemSessionTests : LiveSessionTest
{
    [Fact]
    public void Captures_the_whole_system_and_ends_with_exactly_the_samples_it_was_asked_for()
    {
        using var burner = Burn();
        var session = Run(new CaptureOptions { MaxSamples = 500, Frequency = 2000 });
        Assert.Equal((EndReason.SampleLimit, SessionState.Stopped, 500L), (session.EndReason, session.State, session.SampleCount));
        var samples = Samples(session);
        Assert.Equal(500, samples.Count);
        Assert.Contains(samples, sample => sample.ProcessId == burner.Id);
        Assert.All(samples, sample => Assert.Contains(sample.Cpu, session.Cpus));
        Assert.Equal("system", session.Target);
        Assert.Equal(session.FirstSampleTimestamp, samples[0].Time);
        Assert.True(session.StartTimestamp <= samples[0].Time);
    }

    [Fact]
    public void Captures_only_on_the_cpus_that_were_asked_for()
    {
        int cpu = CaptureOptionsCheck.Cpus(null)[^1];
        using var burner = Burn();
        var session = Run(new CaptureOptions { MaxSamples = 100, Cpus = [cpu, cpu] });
        Assert.Equal([cpu], session.Cpus);
        Assert.All(Samples(session), sample => Assert.Equal(cpu, sample.Cpu));
    }

    [Fact]
    public void Ends_when_its_duration_is_over()
    {
        var session = Run(new CaptureOptions { Duration = TimeSpan.FromMilliseconds(150) });
        Assert.Equal(EndReason.Duration, session.EndReason);
        Assert.True(session.Elapsed >= TimeSpan.FromMilliseconds(150));
    }

    [Fact]
    public void Keeps_no_more_memory_than_it_may_and_says_why_it_ended()
    {
        using var first = Burn();
        using var second = Burn();
        var session = Run(new CaptureOptions { MaxMemory = 4 << 20, Frequency = 10_000 });
        Assert.Equal(EndReason.MemoryLimit, session.EndReason);
        Assert.InRange(session.Buffer.BytesTaken + session.Tables.Bytes, 1, 4 << 20);
        Assert.Equal(session.MemoryUsed, session.Buffer.BytesTaken + session.Tables.Bytes);
        Assert.Contains(session.Notices, notice => notice.Id == "OProfMemoryLimit");
    }

    [Fact]
    public void Says_that_cycles_are_replaced_where_there_is_no_counter_for_them()
    {
        using var burner = Burn();
        var session = Run(new CaptureOptions { MaxSamples = 50 });
        if (session.EventNames[0] == "cycles")
            Assert.Skip("this machine counts cycles");
        Assert.Equal("cpu-clock", session.EventNames[0]);
        Assert.Contains(session.Notices, notice => notice.Id == "OProfEventFallback" && notice.Message.Contains("cpu-clock", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, ProcessorMode.User)]
    [InlineData(false, ProcessorMode.Kernel)]
    public void Leaves_a_mode_out(bool excludeKernel, ProcessorMode left)
    {
        using var burner = Keep(new ShellProcess("while :; do read x < /proc/self/stat; done"));
        var session = Run(new CaptureOptions { MaxSamples = 100, ExcludeKernel = excludeKernel, ExcludeUser = !excludeKernel, Frequency = 2000 });
        Assert.All(Samples(session), sample => Assert.Equal(left, sample.Mode));
    }

    [Fact]
    public void Gives_call_chains_that_begin_with_the_sample_itself_or_none()
    {
        using var burner = Burn();
        var session = Run(new CaptureOptions { MaxSamples = 300, Frequency = 2000 });
        var chains = Samples(session).Where(sample => sample.Stack != 0).ToList();
        Assert.NotEmpty(chains);
        foreach (var sample in chains)
        {
            var frame = session.Stacks.Frame(session.Stacks.FrameOf(sample.Stack));
            Assert.Equal((sample.Cookie, sample.Offset, sample.Mode), (frame.Cookie, frame.Offset, frame.Mode));
        }

        var without = Run(new CaptureOptions { MaxSamples = 50, CallGraph = CallGraphMode.None });
        Assert.All(Samples(without), sample => Assert.Equal(0, sample.Stack));
    }

    [Fact]
    public void Gives_each_sample_of_a_group_the_values_of_its_members()
    {
        var burner = Burn();
        var session = Run(new CaptureOptions { ProcessIds = [burner.Id], Events = ["{cpu-clock,task-clock,page-faults}"], MaxSamples = 100, Frequency = 1000 });
        Assert.Equal(["cpu-clock", "task-clock", "page-faults"], session.EventNames);
        Assert.Equal([[0, 1, 2], [], []], session.EventGroups);
        var samples = Samples(session);
        Assert.All(samples, sample => Assert.Equal((0, 3), (sample.Event, sample.Values.Length)));
        Assert.True(samples.Skip(1).Count(sample => sample.Values.Span[1] > 0) > 50, "task-clock counted nothing");
    }
}
