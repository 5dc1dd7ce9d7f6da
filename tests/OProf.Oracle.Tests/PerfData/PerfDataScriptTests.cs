using OProf.Analysis.Formats;
using OProf.Analysis.Profiles;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Oracle.Tests.PerfData;

/// <summary>Files of several kinds, sample by sample beside perf script.</summary>
public class PerfDataScriptTests(ITestOutputHelper output)
{
    private readonly PerfNames _names = new();

    [Theory]
    [InlineData("-e", "cpu-clock")]
    [InlineData("-e", "cpu-clock", "-g")]
    [InlineData("-e", "cpu-clock,task-clock,page-faults,context-switches", "-g")]
    [InlineData("-e", "{cpu-clock,task-clock,page-faults,context-switches}")]
    [InlineData("-e", "{cpu-clock,task-clock,page-faults}:S")]
    [InlineData("-e", "cpu-clock", "-a", "-g")]
    [InlineData("-e", "cpu-clock,page-faults", "-a", "--switch-events")]
    [InlineData("-e", "cpu-clock", "--per-thread")]
    [InlineData("-e", "cpu-clock", "-z", "-g", "--buildid-mmap")]
    [InlineData("-e", "cpu-clock", "-c", "1000000", "-k", "CLOCK_MONOTONIC")]
    public void Samples_are_those_of_perf_script(params string[] options)
    {
        using var file = PerfDataFile.Record(options);
        Compare(file.Path, file.Path);
    }

    /// <summary>An export of a file, by perf, is what the file is to OProf.</summary>
    [Theory]
    [InlineData("-e", "cpu-clock", "-g")]
    [InlineData("-e", "cpu-clock,task-clock,page-faults,context-switches", "-g", "-a")]
    [InlineData("-e", "{cpu-clock,task-clock,page-faults}:S")]
    [InlineData("-e", "cpu-clock", "--per-thread")]
    public void Samples_of_an_export_are_those_of_perf_script(params string[] options)
    {
        using var file = PerfDataFile.Record(options);
        Compare(file.Path, file.Export());
    }

    [Theory]
    [InlineData("-e", "cpu-clock", "-g")]
    [InlineData("-e", "cpu-clock,page-faults", "-a")]
    [InlineData("-e", "cpu-clock", "-z")]
    public void Samples_of_a_pipe_are_those_of_perf_script(params string[] options)
    {
        using var file = PerfDataFile.RecordPiped(options);
        Compare(file.Path, file.Path);
    }

    /// <summary>Some 80 MB; with the call chains of perf script that would be minutes.</summary>
    [Fact]
    public void Samples_of_a_large_file_are_those_of_perf_script()
    {
        using var file = PerfDataFile.RecordWorkload(["fault_chains", "300000"], "-e", "page-faults", "-c", "1", "-g", "-m", "32M", "-d");
        Compare(file.Path, file.Path, withChains: false);
    }

    [Fact]
    public void Deep_chains_are_those_of_perf_script()
    {
        using var file = PerfDataFile.RecordWorkload(["fault_chains", "5000"], "-e", "page-faults", "-c", "1", "-g");
        Compare(file.Path, file.Path);
    }

    private void Compare(string path, string theirPath, bool withChains = true)
    {
        using var session = CaptureImport.Open(path);
        var theirs = PerfScript.Read(theirPath, withChains);
        var samples = SampleResolver.For(session).Samples().ToList();
        var ours = samples.SelectMany(Expand).ToList();
        output.WriteLine($"{ours.Count} samples; {string.Join("; ", session.Notices.Select(notice => notice.Message))}");
        Assert.All(session.Ledger, cpu => Assert.True(cpu.Balances, $"CPU {cpu.Cpu}: {cpu.Received} received"));
        Assert.Equal(samples.Count, session.SampleCount);
        Assert.Equal(theirs.Count, ours.Count);
        Assert.InRange(ours.Count, 10, int.MaxValue);

        // perf breaks ties of time by the order in the file.
        theirs = [.. theirs.OrderBy(sample => sample.Time).ThenBy(sample => sample.Cpu)];
        ours = [.. ours.OrderBy(sample => sample.Sample.Time).ThenBy(sample => sample.Sample.Cpu)];
        var differences = new List<string>();
        for (int i = 0; i < ours.Count; i++)
        {
            if (Difference(ours[i], theirs[i], withChains) is { } difference)
                differences.Add($"{difference}\n  ours {ours[i].Sample}\n  perf {theirs[i]}");
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {ours.Count} differ:\n{string.Join('\n', differences.Take(10))}");
    }

    // perf takes each value of a group for a sample of its event, and one of nothing for none.
    private static IEnumerable<(ProfileSample Sample, string Event, long Period)> Expand(ProfileSample sample)
    {
        var values = sample.GetValues();
        return values.Count == 0
            ? [(sample, sample.Event, sample.Period)]
            : values.Where(value => value.Value > 0).Select(value => (sample, value.Event, (long)value.Value));
    }

    private string? Difference((ProfileSample Sample, string Event, long Period) ours, ScriptSample their, bool withChains)
    {
        var our = ours.Sample;
        if ((our.Time, our.Cpu, our.ProcessId, our.ThreadId, ours.Period) != (their.Time, their.Cpu, their.ProcessId, their.ThreadId, their.Period))
            return "the sample";
        if (our.Command.TrimEnd() != their.Command)
            return "the command";
        if (ours.Event != their.Event)
            return "the event";
        var frames = our.GetFrames();
        if (!withChains)
            frames = [frames[0]];
        if (frames.Count != their.Frames.Count)
            return $"{frames.Count} frames, not {their.Frames.Count}";
        bool isExec = their.Frames.Exists(frame => frame.Symbol == "bprm_execve");
        for (int i = 0; i < frames.Count; i++)
        {
            // Within an exec the old mappings are gone, and perf still names by them.
            if (isExec && frames[i].Image == "[unknown]" && frames[i].Mode == ProcessorMode.User)
                continue;
            if (Difference(frames[i], their.Frames[i]) is { } difference)
                return $"{difference} of frame {i}: {frames[i].Symbol}+0x{frames[i].SymbolOffset:x} ({frames[i].Image}), not {their.Frames[i]}";
        }

        return null;
    }

    private string? Difference(ProfileFrame our, ScriptFrame their)
    {
        if (our.Mode == ProcessorMode.Kernel && our.Offset != their.Address)
            return "the address";
        if (our.Image != PerfNames.Image(their.Image))
            return "the image";

        // Where a call is a function's last instruction, it returns to the next one's first: perf says that one.
        if (our.IsReturnAddress && their.Offset == 0)
            return null;
        string symbol = _names.Symbol(our.Image, our.Symbol);
        if (symbol != _names.Symbol(our.Image, their.Symbol))
            return "the symbol";
        ulong offset = our.IsReturnAddress ? our.SymbolOffset + 1 : our.SymbolOffset;
        return symbol != "[unknown]" && offset != their.Offset ? "the offset" : null;
    }
}
