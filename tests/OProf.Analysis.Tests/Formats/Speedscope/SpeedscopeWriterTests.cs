using System.Text.Json.Nodes;
using OProf.Analysis.Formats.Speedscope;
using OProf.Analysis.Profiles.Columns;
using OProf.Analysis.Tests.Profiles;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Formats.Speedscope;

public sealed class SpeedscopeWriterTests
{
    private const ProcessorMode User = ProcessorMode.User;

    [Fact]
    public void Has_a_profile_for_each_thread_and_event_with_the_outermost_frame_first()
    {
        var source = new SyntheticSource("cpu-clock", "page-faults");
        ulong a = source.Image("a");
        int x = source.Task(7, 8, "x");
        int y = source.Task(7, 9, "y");
        int deep = source.Chain((a, 0x28, User), (a, 0x18, User));
        source.Sample(x, deep, period: 30);
        source.Sample(y, source.Chain((a, 0x18, User)), period: 50);
        source.Sample(x, deep, period: 10);
        source.Sample(x, source.Chain((a, 0x18, User)), period: 5);
        source.Sample(x, deep, period: 2, eventIndex: 1);
        var json = Write(Profile.Of(source.Resolver(), "p"), null, out long slice);

        Assert.Equal(0, slice);
        var frames = json["shared"]!["frames"]!.AsArray().Select(frame => (string)frame!["name"]!).ToList();
        var profiles = json["profiles"]!.AsArray();
        Assert.Equal(["y 7/9 cpu-clock", "x 7/8 cpu-clock", "x 7/8 page-faults"], profiles.Select(profile => (string)profile!["name"]!));
        Assert.Equal(["nanoseconds", "nanoseconds", "none"], profiles.Select(profile => (string)profile!["unit"]!));

        // Samples that follow each other with one chain are one entry.
        Assert.Equal([40, 5], profiles[1]!["weights"]!.AsArray().Select(weight => (int)weight!));
        Assert.Equal(45, (int)profiles[1]!["endValue"]!);
        Assert.Equal(["a+1;a+2", "a+1"], profiles[1]!["samples"]!.AsArray().Select(sample => string.Join(';', sample!.AsArray().Select(frame => frames[(int)frame!]))));
    }

    [Fact]
    public void Puts_samples_together_in_slices_where_there_are_too_many_and_keeps_their_weight()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        int[] tasks = [source.Task(1, 1, "x"), source.Task(1, 2, "y")];
        for (int i = 0; i < 5000; i++)
            source.Sample(tasks[i % 2], source.Chain((a, (ulong)(0x10 * (1 + (i / 2 % 3))), User)), period: 7);
        var profile = Profile.Of(source.Resolver(), "p");
        var whole = Write(profile, null, out _);
        var short_ = Write(profile, 500, out long slice);
        Assert.True(slice > 0);
        Assert.InRange(Entries(short_), 6, 500);
        Assert.Equal(5000, Entries(whole));
        Assert.Equal(5000 * 7, Weight(whole));
        Assert.Equal(Weight(whole), Weight(short_));
    }

    private static int Entries(JsonNode json) => json["profiles"]!.AsArray().Sum(profile => profile!["weights"]!.AsArray().Count);

    private static long Weight(JsonNode json) => json["profiles"]!.AsArray().Sum(profile => profile!["weights"]!.AsArray().Sum(weight => (long)weight!));

    private static JsonNode Write(Profile profile, int? most, out long slice)
    {
        using var stream = new MemoryStream();
        slice = SpeedscopeWriter.Write(
            profile, stream, new SpeedscopeOptions { MaxSamples = most }, TestContext.Current.CancellationToken);
        stream.Position = 0;
        return JsonNode.Parse(stream)!;
    }
}
