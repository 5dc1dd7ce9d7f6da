using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sources.Scripts;
using OProf.Capture.Sync;
using Xunit;
using static OProf.Capture.Tests.Records.RecordBytes;

namespace OProf.Capture.Tests.Records;

/// <summary>The calls of a script are the outermost frames of what its thread's samples have.</summary>
public class ScriptFramesTests
{
    private const ulong User = PerfContext.PERF_CONTEXT_USER;
    private readonly RecordCapture _capture = new(1, chains: true, offCpu: true);
    private readonly ScriptStackTable _stacks = new();
    private readonly ScriptFrames _script;
    private ulong _time = 1;

    public ScriptFramesTests()
    {
        _capture.Add(0, Mmap2(1, 5, 0x1000, 0x1000, "/bin/a"));
        _capture.Sync.Script = _script = new ScriptFrames(_capture.Tables, _stacks, threadId: 5);
    }

    [Fact]
    public void Puts_the_calls_in_front_of_the_chain_of_the_scripts_thread_only()
    {
        Take(5);
        Look(("Get-Slow", "/x/a.ps1", 12), ("<ScriptBlock>", "/x/a.ps1", 3));
        Take(5);
        Take(6);
        Look();
        Take(5);
        Assert.Equal(
            ["a+10 a+20", "a+10 a+20 Get-Slow /x/a.ps1:12 <ScriptBlock> /x/a.ps1:3", "a+10 a+20", "a+10 a+20"],
            _capture.Samples(entry => Chain(entry.Stack)));
        Assert.Equal(1, _script.Samples);
    }

    [Fact]
    public void Gives_a_sample_without_a_chain_its_own_place_below_the_calls()
    {
        Look(("f", null, 1));
        _capture.Add(0, Sample(++_time, 5, 5, 0x1010, chain: []));
        Assert.Equal(["a+10 f [script]:1"], _capture.Samples(entry => Chain(entry.Stack)));
    }

    [Fact]
    public void Counts_samples_between_looks_that_differ()
    {
        Look(("f", null, 1));
        Take(5);
        Take(5);
        Look(("f", null, 1));
        Take(5);
        Look(("f", null, 2));
        Take(5);
        Look();
        Take(5);
        _ = _capture.Samples();
        Assert.Equal((4, 2), (_script.Samples, _script.Uncertain));
    }

    [Fact]
    public void Gives_time_off_the_CPU_what_was_seen_while_it_lasted()
    {
        _capture.Sync.OffCpuStart = 1;
        Look(("f", null, 1));
        _capture.Add(0, Leaving(++_time, 5, 5, User, 0x1010), SwitchOut(++_time, 5, 5, preempted: false));
        _capture.Round(_time);
        Look(("f", null, 2));
        _capture.Add(0, SwitchIn(++_time, 5, 5));
        Assert.Equal(["a+10 f [script]:2"], _capture.Samples(entry => Chain(entry.Stack)));
    }

    [Fact]
    public void Goes_on_in_a_new_generation_of_chains()
    {
        Look(("f", null, 1));
        Take(5);
        _capture.Round(_time);
        _capture.Tables.Stacks.StartGeneration();
        _capture.Sync.ForgetChains();
        int before = _capture.Tables.Stacks.Count;
        var stacks = new List<int>();
        Take(5);
        Assert.Equal(2, _capture.Samples(entry =>
        {
            stacks.Add(entry.Stack);
            return Chain(entry.Stack);
        }).Count);
        Assert.True(stacks[1] >= before, "the chain is one of the generation before");
        Assert.Equal("a+10 a+20 f [script]:1", Chain(stacks[1]));
    }

    private void Take(int thread) => _capture.Add(0, Sample(++_time, 5, thread, 0x1010, chain: [User, 0x1010, 0x1020]));

    // What was added before is taken first, as it is older.
    private void Look(params (string Function, string? File, int Line)[] innermostFirst)
    {
        _capture.Round(_time);
        Assert.True(_stacks.TryIntern(innermostFirst.Select(call => new ScriptFrame(call.Function, call.File, call.Line)).ToArray(), out int number));
        _script.Look(number);
    }

    private string Chain(int stack)
    {
        var frames = new List<string>();
        for (; stack != 0; stack = _capture.Tables.Stacks.ParentOf(stack))
        {
            var frame = _capture.Tables.Stacks.Frame(_capture.Tables.Stacks.FrameOf(stack));
            var image = _capture.Tables.Cookies[frame.Cookie]!;
            frames.Add(image.Kind == ImageKind.Script
                ? $"{_capture.Tables.Strings[ScriptPlace.FunctionOf(frame.Offset)]} {image.Path}:{ScriptPlace.LineOf(frame.Offset)}"
                : $"{Path.GetFileName(image.Path)}+{frame.Offset:x}");
        }

        return string.Join(' ', frames);
    }
}
