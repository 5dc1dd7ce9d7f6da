using System.Runtime.InteropServices;
using OProf.Analysis.Profiles;
using OProf.Analysis.Symbols;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Profiles;

public sealed class SymbolizerNamesTests
{
    // Above every text that a kernel has: 56-bit kernels and x86-64's four-level ones alike.
    private const ulong BpfAddress = 0xffff_ffff_f000_0000;

    [Fact]
    public void Names_kernel_text_that_came_at_run_time()
    {
        var source = new SyntheticSource();
        source.KernelTexts.Add(new KernelSymbol(1, BpfAddress, 64, "bpf_prog_1_first", true));
        source.KernelTexts.Add(new KernelSymbol(2, BpfAddress, 64, "bpf_prog_1_first", false));
        var names = new SymbolizerNames(source, new Symbolizer());
        Assert.Equal("bpf_prog_1_first", names.InKernel(BpfAddress + 8).Symbol);
        source.KernelTexts.Add(new KernelSymbol(3, BpfAddress + 4096, 64, "bpf_prog_2_second", true));
        Assert.Equal("bpf_prog_2_second", names.InKernel(BpfAddress + 4096).Symbol);
    }

    [Fact]
    public void Names_a_function_of_a_file_and_says_what_was_not_found()
    {
        var source = new SyntheticSource();
        source.Sample(source.Task(1, 1, "x"), new StackFrame(source.Image("/nowhere/at-all"), 0x10, ProcessorMode.User, false), 0);
        source.Complete();
        var report = SampleReport.Measure(new SampleResolver(source, new SymbolizerNames(source, new Symbolizer())), [ProfileKey.Symbol]);
        var row = Assert.Single(report.Rows);
        Assert.Equal(("/nowhere/at-all", "[unknown]"), (row.Image, row.Symbol));
        Assert.Contains(report.Notices, static notice => notice.Id == SymbolDiagnosticId.FileMissing);
    }

    [Fact]
    public void Reads_the_map_of_a_process_that_has_ended_by_its_noted_user()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            const int Ended = int.MaxValue - 7;
            File.WriteAllText(Path.Combine(folder, $"perf-{Ended}.map"), "1000 40 compiled()\n");
            var source = new SyntheticSource();
            source.Owners[Ended] = GetEffectiveUser();
            var names = new SymbolizerNames(source, new Symbolizer(new SymbolizerOptions { JitMapDirectory = folder }));
            Assert.Equal(new SymbolizedAddress($"perf-{Ended}.map", "compiled()", 8), names.InAnonymousMemory(Ended, 0x1008));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint GetEffectiveUser();
}
