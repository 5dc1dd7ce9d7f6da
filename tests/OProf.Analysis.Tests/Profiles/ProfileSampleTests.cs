using OProf.Analysis.Profiles;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Profiles;

public sealed class ProfileSampleTests
{
    private const ProcessorMode User = ProcessorMode.User;
    private const ProcessorMode Kernel = ProcessorMode.Kernel;

    [Fact]
    public void Says_all_fourteen_columns_and_nothing_else()
    {
        string[] columns =
        [
            "Time", "Cpu", "ProcessId", "ThreadId", "Command", "Mode", "Event", "Period", "Image", "Offset", "Symbol", "CallStack",
            "Cookie", "Cgroup",
        ];
        Assert.Equal(columns, typeof(ProfileSample).GetProperties().Select(static property => property.Name));
    }

    [Fact]
    public void Says_what_was_written()
    {
        var source = new SyntheticSource("cycles", "page-faults");
        ulong a = source.Image("/bin/a");
        int stack = source.Chain((0, 0x100, Kernel), (a, 0x20, User), (a, 0x41, User));
        source.Sample(source.Task(7, 8, "worker"), stack, period: 5, eventIndex: 1, cpu: 3);
        var sample = Assert.Single(source.Resolver().Samples());
        Assert.Equal(1, sample.Time);
        Assert.Equal(3, sample.Cpu);
        Assert.Equal(7, sample.ProcessId);
        Assert.Equal(8, sample.ThreadId);
        Assert.Equal("worker", sample.Command);
        Assert.Equal(Kernel, sample.Mode);
        Assert.Equal("page-faults", sample.Event);
        Assert.Equal(5, sample.Period);
        Assert.Equal("[kernel.kallsyms]", sample.Image);
        Assert.Equal(0x100ul, sample.Offset);
        Assert.Equal("k16", sample.Symbol);
        Assert.Equal("/bin/a+4;/bin/a+2;k16", sample.CallStack);
        Assert.Equal(0ul, sample.Cookie);
        Assert.Empty(sample.GetValues());
    }

    [Fact]
    public void Looks_a_return_address_up_in_the_call_before_it()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");

        // Both callers return to the first byte of function 4: the calls are the last ones of function 3. The innermost
        // user frame below a kernel frame is where the system call was made, and exact.
        source.Sample(source.Task(1, 1, "x"), source.Chain((a, 0x40, User), (a, 0x40, User)));
        source.Sample(source.Task(1, 1, "x"), source.Chain((0, 0x10, Kernel), (a, 0x40, User), (a, 0x40, User)));
        var samples = source.Resolver().Samples().ToArray();
        Assert.Equal("a+3;a+4", samples[0].CallStack);
        Assert.Equal("a+3;a+4;k1", samples[1].CallStack);
        var frames = samples[1].GetFrames();
        Assert.Equal(["k1", "a+4", "a+3"], frames.Select(static frame => frame.Symbol));
        Assert.Equal([false, false, true], frames.Select(static frame => frame.IsReturnAddress));
        Assert.Equal(15ul, frames[2].SymbolOffset);
        Assert.Equal(0x40ul, frames[2].Offset);
    }

    [Fact]
    public void Names_anonymous_memory_by_process()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        int stack = source.Chain((a, 0x20, User), (0, 0x1008, User));
        source.Sample(source.Task(11, 11, "x"), stack);
        source.Sample(source.Task(12, 12, "y"), stack);
        var samples = source.Resolver().Samples().ToArray();
        Assert.Equal("j11+256;a+2", samples[0].CallStack);
        Assert.Equal("j12+256;a+2", samples[1].CallStack);
    }

    [Fact]
    public void Keeps_folding_unambiguous()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        source.Sample(source.Task(1, 1, "x"), source.Chain((a, 0x10, User), (a, 0x28, User)));
        var names = new SpelledNames { Names = { ["a+1"] = "f(;)\n", ["a+2"] = "operator;" } };
        var sample = Assert.Single(source.Resolver(names).Samples());
        Assert.Equal("f(;)\n", sample.Symbol);
        Assert.Equal("operator:;f(:) ", sample.CallStack);
    }

    [Fact]
    public void Says_unknown_for_what_nobody_knows()
    {
        var source = new SyntheticSource();
        source.Sample(-1, new StackFrame(source.Image("a"), 0x10, User, false), 0);
        source.Sample(-1, new StackFrame(Cookie.InvalidCookie, 0x10, User, false), 0);
        source.Sample(source.Task(1, 1, "vm"), new StackFrame(0, 0x10, ProcessorMode.GuestKernel, false), 0);
        var samples = source.Resolver().Samples().Skip(1).ToArray();
        Assert.Equal("[unknown]", samples[0].Image);
        Assert.Equal("[unknown]", samples[0].Symbol);
        Assert.Equal(":-1", samples[0].Command);
        Assert.Equal("", samples[0].CallStack);
        Assert.Equal("[guest.kernel.kallsyms]", samples[1].Image);
        Assert.Equal("[unknown]", samples[1].Symbol);
    }

    [Fact]
    public void Names_samples_without_chains()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        source.Sample(source.Task(5, 5, "x"), new StackFrame(a, 0x33, User, false), 0);
        source.Sample(source.Task(5, 5, "x"), new StackFrame(0, 0x33, User, false), 0);
        source.Sample(source.Task(6, 6, "x"), new StackFrame(0, 0x33, User, false), 0);
        var samples = source.Resolver().Samples().ToArray();
        Assert.Equal(["a+3", "j5+3", "j6+3"], samples.Select(static sample => sample.Symbol));
        Assert.All(samples, static sample => Assert.Equal("", sample.CallStack));
        Assert.Equal("a+3", Assert.Single(samples[0].GetFrames()).Symbol);
    }

    [Fact]
    public void Gives_the_values_of_a_group()
    {
        var source = new SyntheticSource("cycles", "page-faults") { EventGroups = [[0, 1], []] };
        int stack = source.Chain((0, 0x10, Kernel));
        int task = source.Task(1, 1, "x");
        source.Sample(task, stack, values: [3, 4]);
        source.Sample(task, stack, values: [5, 6]);
        source.Sample(task, stack);
        var samples = source.Resolver().Samples().ToArray();
        Assert.Equal([new("cycles", 3), new("page-faults", 4)], samples[0].GetValues());
        Assert.Equal([new("cycles", 5), new("page-faults", 6)], samples[1].GetValues());
        Assert.Empty(samples[2].GetValues());
    }

    [Fact]
    public void Asks_for_each_name_once_whatever_the_number_of_samples_and_threads()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        int task = source.Task(9, 9, "x");
        for (ulong index = 0; index < 2000; index++)
            source.Sample(task, source.Chain((a, index % 7 * 16, User), (0, index % 5 * 16, User), (a, 0x1008, User)));
        source.Complete();
        var names = new SpelledNames();
        var resolver = source.Resolver(names);
        foreach (var sample in resolver.Samples())
            Assert.Equal($"a+256;j9+{(sample.Time - 1) % 5};{sample.Symbol}".Length, sample.CallStack.Length);

        // Offset 0 of anonymous memory as a return address stays where it is, so 5 functions; 7 + 1 of the file.
        Assert.All(names.Asked.Values, static count => Assert.InRange(count, 1, 2));
        int before = names.Asked.Values.Sum();
        Parallel.ForEach(resolver.Samples(), static sample => Assert.NotEqual("", sample.Symbol + sample.CallStack));
        Assert.Equal(before, names.Asked.Values.Sum());
    }

    [Fact]
    public void Asks_again_for_generated_code_when_the_source_has_ended()
    {
        var source = new SyntheticSource();
        source.Sample(source.Task(9, 9, "x"), source.Chain((0, 0x20, User)));
        var names = new SpelledNames { Names = { ["j9+2"] = null } };
        var sample = Assert.Single(source.Resolver(names).Samples());
        Assert.Equal("[unknown]", sample.Symbol);
        Assert.Equal("[unknown]", sample.CallStack);
        names.Names["j9+2"] = "compiled";
        source.Complete();
        Assert.Equal("compiled", sample.Symbol);
        Assert.Equal("compiled", sample.CallStack);
        names.Names["j9+2"] = "replaced";
        Assert.Equal("compiled", sample.Symbol);
    }

    [Fact]
    public void Refuses_an_entry_that_is_no_sample()
    {
        var source = new SyntheticSource();
        source.Sample(source.Task(1, 1, "x"), source.Chain((0, 0x20, Kernel)));
        var reader = source.OpenReader();
        Assert.True(reader.TryRead(out var entry));
        Assert.Equal(EventKind.CpuSwitch, entry.Kind);
        Assert.Throws<ArgumentException>(() => source.Resolver().Resolve(entry));
    }

    [Fact]
    public void Folds_a_chain_of_any_depth()
    {
        var source = new SyntheticSource();
        ulong a = source.Image("a");
        var frames = Enumerable.Range(0, 1024).Select(index => (a, ((ulong)index * 16) + 8, User)).ToArray();
        source.Sample(source.Task(1, 1, "x"), source.Chain(frames));
        var sample = Assert.Single(source.Resolver().Samples());
        Assert.Equal(string.Join(';', Enumerable.Range(0, 1024).Reverse().Select(static index => $"a+{index}")), sample.CallStack);
    }
}
