using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.Columns;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Profiles.Columns;

public sealed class ProfileTests
{
    private const ProcessorMode User = ProcessorMode.User;
    private const ProcessorMode Kernel = ProcessorMode.Kernel;

    [Fact]
    public void Has_each_sample_as_it_was()
    {
        var source = new SyntheticSource("cycles", "page-faults");
        ulong a = source.Image("a");
        int task = source.Task(7, 8, "x");
        source.Sample(task, source.Chain((0, 0x10, Kernel), (a, 0x28, User), (a, 0x18, User)), period: 30, cpu: 3);
        source.Sample(task, source.Chain((a, 0x18, User)), period: 10, eventIndex: 1);
        var profile = Profile.Of(source.Resolver(), "p");

        Assert.Equal([new SampleRow(1, 3, 0, 0, 3, 30), new SampleRow(2, 0, 0, 1, 4, 10)], profile.Samples);
        Assert.Equal([new EventRow("cycles", 1, 30), new EventRow("page-faults", 1, 10)], profile.Events);
        Assert.Equal("p", profile.Name);
        var thread = Assert.Single(profile.Threads);
        Assert.Equal((7, 8, "x", "x"), (thread.ProcessId, thread.ThreadId, profile.Strings[thread.Name], profile.Strings[thread.ProcessName]));
        Assert.Equal(["k1", "a+2", "a+1"], Names(profile, 3));
        Assert.Equal(["a+1"], Names(profile, 4));
        var call = profile.Frames[profile.Stacks.FrameOf(1)];
        Assert.Equal((0x18ul, 7ul, User, true), (call.Offset, call.SymbolOffset, call.Mode, call.IsReturnAddress));
        Assert.Equal("a", profile.Strings[profile.Mappings[call.Mapping].Image]);
        Assert.Equal(a, profile.Mappings[call.Mapping].File!.Cookie);
        Assert.Equal("[kernel.kallsyms]", profile.ImageOf(profile.Frames[profile.Stacks.FrameOf(3)].Function));
    }

    [Fact]
    public void Says_each_thing_once()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        int[] tasks = [source.Task(1, 1, "x"), source.Task(1, 2, "y"), source.Task(1, 1, "renamed")];
        var names = new SpelledNames();
        for (int round = 0; round < 100; round++)
        {
            foreach (int task in tasks)
                source.Sample(task, source.Chain((a, 0x28 + (ulong)(round % 2), User), (a, 0x18, User)));
        }

        var profile = Profile.Of(source.Resolver(names), "p");
        Assert.Equal(300, profile.Samples.Count);
        Assert.Equal(4, profile.Stacks.Count);
        Assert.Equal(3, profile.Frames.Count);
        Assert.Equal(2, profile.Functions.Count);
        Assert.Single(profile.Mappings);
        Assert.Equal(["renamed", "y"], profile.Threads.Select(thread => profile.Strings[thread.Name]));
        Assert.Equal(["renamed", "renamed"], profile.Threads.Select(thread => profile.Strings[thread.ProcessName]));
        Assert.Equal(profile.Strings.Distinct(), profile.Strings);
        Assert.Equal(3, names.Asked.Values.Sum());
    }

    [Fact]
    public void Keeps_generated_code_of_two_processes_apart()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        int stack = source.Chain((0, 0x40, User), (a, 0x18, User));
        source.Sample(source.Task(1, 1, "x"), stack);
        source.Sample(source.Task(2, 2, "y"), stack);
        source.Sample(source.Task(1, 1, "x"), stack);
        var profile = Profile.Of(source.Resolver(), "p");

        Assert.Equal(["j1+4", "a+1"], Names(profile, profile.Samples[0].Stack));
        Assert.Equal(["j2+4", "a+1"], Names(profile, profile.Samples[1].Stack));
        Assert.Equal(profile.Samples[0].Stack, profile.Samples[2].Stack);
        Assert.Equal(4, profile.Stacks.Count);
        Assert.Null(profile.Mappings[profile.Frames[profile.Stacks.FrameOf(2)].Mapping].File);
    }

    [Fact]
    public void Takes_a_samples_place_for_its_chain_where_it_has_none()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        int task = source.Task(1, 1, "x");
        source.Sample(task, new StackFrame(a, 0x30, User, false), stack: 0);
        source.Sample(task, new StackFrame(a, 0x30, User, false), stack: 0);
        source.Sample(task, source.Chain((a, 0x30, User)));
        source.Sample(-1, new StackFrame(Cookie.InvalidCookie, 0x30, User, false), stack: 0);
        var profile = Profile.Of(source.Resolver(), "p");

        Assert.Equal(["a+3"], Names(profile, profile.Samples[0].Stack));
        Assert.Equal(profile.Samples[0].Stack, profile.Samples[1].Stack);
        Assert.Equal(["a+3"], Names(profile, profile.Samples[2].Stack));
        Assert.Equal(2, profile.Frames.Count);
        Assert.Equal(["[unknown]"], Names(profile, profile.Samples[3].Stack));
        Assert.Equal(":-1", profile.Strings[profile.Threads[1].Name]);
    }

    [Fact]
    public void Takes_only_the_events_and_processes_that_are_asked_for()
    {
        var source = new SyntheticSource("cycles", "page-faults");
        int stack = source.Chain((0, 0x10, Kernel));
        for (int process = 1; process <= 3; process++)
        {
            source.Sample(source.Task(process, process, "x"), stack, eventIndex: 0);
            source.Sample(source.Task(process, process, "x"), stack, eventIndex: 1);
        }

        var profile = Profile.Of(source.Resolver(), "p", new ProfileOptions { Events = ["page-faults"], ProcessIds = [2, 3] });
        Assert.Equal([4L, 6L], profile.Samples.Times);
        Assert.Equal(2, Assert.Single(profile.Events).Samples);
        Assert.Equal([2, 3], profile.Threads.Select(static thread => thread.ProcessId));
    }

    [Fact]
    public void Says_what_the_source_says_and_that_it_runs_still()
    {
        var source = new SyntheticSource();
        source.Said.Add(new Capture.Sessions.SessionNotice("OProfGuess", "A guess."));
        Assert.Equal(["OProfGuess", "OProfStillRunning"], Profile.Of(source.Resolver(), "p").Notices.Select(static notice => notice.Id));
        source.Complete();
        Assert.Equal(["OProfGuess"], Profile.Of(source.Resolver(), "p").Notices.Select(static notice => notice.Id));
    }

    [Fact]
    public void Ends_where_it_is_cancelled_and_tells_its_progress()
    {
        var source = new SyntheticSource();
        int stack = source.Chain((0, 0x10, Kernel));
        int task = source.Task(1, 1, "x");
        for (int sample = 0; sample < 200_000; sample++)
            source.Sample(task, stack);
        using var cancellation = new CancellationTokenSource();
        var told = new List<long>();
        Assert.Throws<OperationCanceledException>(() => Profile.Of(
            source.Resolver(), "p", null, new Told(done => { told.Add(done); cancellation.Cancel(); }), cancellation.Token));
        Assert.Equal([65_536L], told);
    }

    [Fact]
    public void Needs_less_than_a_GiB_for_ten_million_samples_of_30_frames()
    {
        const int Few = 2 * 65_536;
        const int More = 4 * 65_536;
        long few = Allocated(Few);
        double ofEach = (Allocated(More) - few) / (double)(More - Few);
        double ofTenMillion = few + (ofEach * (10_000_000 - Few));
        Assert.True(ofTenMillion < 1L << 30, $"{ofEach:F1} bytes a sample, {ofTenMillion / (1 << 20):F0} MiB in all");
    }

    // Takes half a minute and 3 GB, as the source has all samples in memory too.
    [Fact(Explicit = true)]
    public void Needs_less_than_a_GiB_for_ten_million_samples_of_30_frames_at_once()
    {
        long allocated = Allocated(10_000_000);
        TestContext.Current.SendDiagnosticMessage("{0:N0} bytes", allocated);
        Assert.InRange(allocated, 1L << 29, 1L << 30);
    }

    /// <summary>
    /// Bytes allocated for a profile of samples of 30 frames, 27 of which are of 64 ways through the program; the three
    /// innermost are almost never the same three, so each sample has two or three chains that no other has.
    /// </summary>
    private static long Allocated(int samples)
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        int task = source.Task(1, 1, "x");
        var random = new Random(1);
        var frames = new (ulong, ulong, ProcessorMode)[30];
        for (int sample = 0; sample < samples; sample++)
        {
            int way = random.Next(64);
            for (int depth = 0; depth < frames.Length; depth++)
                frames[depth] = (a, (ulong)(depth < 3 ? random.Next(10_000) : 10_000 + (way * 30) + depth), User);
            source.Sample(task, source.Chain(frames));
        }

        source.Complete();
        var resolver = source.Resolver(new UnnamedAddresses());
        long before = GC.GetAllocatedBytesForCurrentThread();
        var profile = Profile.Of(resolver, "p");
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(samples, profile.Samples.Count);
        Assert.InRange(profile.Stacks.Count, 2 * samples, 3.1 * samples);
        return allocated;
    }

    private static IEnumerable<string> Names(Profile profile, int stack)
    {
        for (; stack != 0; stack = profile.Stacks.ParentOf(stack))
            yield return profile.NameOf(profile.Frames[profile.Stacks.FrameOf(stack)].Function);
    }

    private sealed class Told(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
