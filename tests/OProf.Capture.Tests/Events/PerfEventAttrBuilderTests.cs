using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sources.PerfEvents.Events;
using Xunit;

namespace OProf.Capture.Tests.Events;

public class PerfEventAttrBuilderTests
{
    private static readonly EventDefinition Clock = EventSelection.Parse("cpu-clock").Groups[0].Leader;

    [Fact]
    public void Event_s_own_rate_comes_before_the_session_s()
    {
        var options = new SamplingOptions { Frequency = 99, Period = 5 };
        Assert.Equal((5UL, false), Rate(Clock, options));
        Assert.Equal((7UL, false), Rate(Clock with { Period = 7 }, options));
        Assert.Equal((8UL, true), Rate(Clock with { Frequency = 8 }, options));
        Assert.Equal((99UL, true), Rate(Clock, options with { Period = null }));
    }

    [Fact]
    public void Rates_that_the_kernel_cannot_take_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Rate(Clock, new() { Frequency = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rate(Clock, new() { Period = 1UL << 63 }));
    }

    [Fact]
    public void Capture_that_could_never_sample_is_refused()
    {
        var user = EventSelection.Parse("cpu-clock:u").Groups[0].Leader;
        var error = Assert.Throws<CaptureException>(() => Rate(user, new() { ExcludeUser = true }));
        Assert.Equal(CaptureErrorId.EventInvalid, error.Error.Id);
        Rate(EventSelection.Parse("cpu-clock:h").Groups[0].Leader, new());
    }

    [Fact]
    public void Ladder_drops_newest_first_until_nothing_is_left()
    {
        var attr = PerfEventAttrBuilder.BuildTracker(new() { CountLost = true });
        List<string> dropped = [];
        foreach (var step in AttrFallback.Ladder.Where(step => step.AppliesTo(attr, Errno.EINVAL)))
        {
            attr = step.Apply(attr);
            Assert.False(step.AppliesTo(attr, Errno.EINVAL));
            dropped.Add(step.Name);
        }

        Assert.Equal(["PERF_FORMAT_LOST", "build_id", "cgroup", "bpf_event", "ksymbol", "context_switch", "use_clockid", "comm_exec", "mmap2", "exclude_guest"], dropped);
        Assert.Equal(0, attr.Clockid);
        Assert.True(attr.Flags.HasFlag(PerfEventAttrFlags.Mmap | PerfEventAttrFlags.Comm | PerfEventAttrFlags.Task | PerfEventAttrFlags.SampleIdAll));
        Assert.All(AttrFallback.Ladder, step => Assert.EndsWith(".", step.Sentence));
    }

    [Fact]
    public void All_events_of_a_session_say_the_control_group_or_none_does()
    {
        foreach (bool has in new[] { false, true })
        {
            var options = new SamplingOptions { Cgroup = has, CallChain = true };
            PerfEventAttr[] attrs =
            [
                PerfEventAttrBuilder.BuildTracker(options), PerfEventAttrBuilder.BuildTracepoint(7, options), PerfEventAttrBuilder.BuildSwitchOut(options),
                PerfEventAttrBuilder.Build(Clock, options, GroupRole.Alone), PerfEventAttrBuilder.Build(Clock, options, GroupRole.Member),
            ];
            Assert.All(attrs, attr => Assert.Equal(has, attr.SampleType.HasFlag(PerfSampleFormat.PERF_SAMPLE_CGROUP)));
        }
    }

    [Fact]
    public void Refused_access_drops_the_kernel_but_not_from_what_asks_for_it_alone()
    {
        var step = Assert.Single(AttrFallback.Ladder, step => step.Errnos.Contains(Errno.EACCES));
        var attr = PerfEventAttrBuilder.Build(Clock, new(), GroupRole.Alone);
        Assert.True(step.AppliesTo(attr, Errno.EACCES));
        Assert.True(step.Apply(attr).Flags.HasFlag(PerfEventAttrFlags.ExcludeKernel));
        var kernelOnly = PerfEventAttrBuilder.Build(Clock with { ExcludeUser = true }, new(), GroupRole.Alone);
        Assert.False(step.AppliesTo(kernelOnly, Errno.EACCES));
    }

    [Fact]
    public void Inheritance_is_dropped_only_where_values_of_a_group_forbid_it()
    {
        var step = Assert.Single(AttrFallback.Ladder, step => step.Clears == PerfEventAttrFlags.Inherit);
        Assert.False(step.AppliesTo(PerfEventAttrBuilder.Build(Clock, new() { Inherit = true }, GroupRole.Alone), Errno.EINVAL));
        Assert.True(step.AppliesTo(PerfEventAttrBuilder.Build(Clock, new() { Inherit = true }, GroupRole.Leader), Errno.EINVAL));
    }

    [Fact]
    public void Best_precise_level_goes_down_step_by_step_then_to_the_clock()
    {
        var definition = EventSelection.Parse("cycles:uP").Groups[0].Leader;
        for (var level = 2; level >= 0; level--)
        {
            Assert.True(EventFallback.TryNext(definition, Errno.EOPNOTSUPP, out var lower));
            definition = lower.Definition;
            Assert.Equal((level, 0u), (definition.PreciseIp, definition.Type));
        }

        Assert.True(EventFallback.TryNext(definition, Errno.EOPNOTSUPP, out var clock));
        Assert.Equal(("cpu-clock:u", 1u, 0UL, true), (clock.Definition.Name, clock.Definition.Type, clock.Definition.Config, clock.Definition.ExcludeKernel));
        Assert.Contains("EOPNOTSUPP", clock.Sentence);
        Assert.False(EventFallback.TryNext(clock.Definition, Errno.ENOENT, out _));
    }

    [Theory]
    [InlineData("instructions", Errno.ENOENT)]
    [InlineData("cycles:pp", Errno.EINVAL)]
    [InlineData("cycles", Errno.EACCES)]
    public void Nothing_takes_the_place_of_what_was_asked_for(string text, int errno) =>
        Assert.False(EventFallback.TryNext(EventSelection.Parse(text).Groups[0].Leader, errno, out _));

    private static (ulong Rate, bool IsFrequency) Rate(EventDefinition definition, SamplingOptions options)
    {
        var attr = PerfEventAttrBuilder.Build(definition, options, GroupRole.Alone);
        return (attr.SamplePeriod, attr.Flags.HasFlag(PerfEventAttrFlags.Freq));
    }
}
