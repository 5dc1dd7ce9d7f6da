using System.Text;
using OProf.Analysis.Profiles;
using OProf.Analysis.Tests.Formats.Imports;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Analysis.Tests.Formats.PerfScript;

public sealed class PerfScriptTests : IDisposable
{
    // As perf 6.1 prints them: with chains, a name with blanks, inlined functions, a deleted file, a tracepoint, no chain.
    private const string Text = """
        # ========
        # captured on    : now
        #
        Web Content 12/13 [001] 35807.679135:    1001001 cpu-clock:ppp: 
        	ffffffff810a1b2c do_syscall_64+0x3b ([kernel.kallsyms])
        	ffffffffc0a01000 nft_do_chain+0x10 ([nf_tables])
        	    7f6bed96587a operator()(int) const+0x7a (/usr/lib/x.so)
        	           1487a [unknown] (/memfd:doublemapper (deleted))
        	               0 [unknown] ([unknown])

        a.out 20/20 [000] 35807.679136789:  page-faults: 
        	    55d000001000 inner (inlined)
        	    55d000001000 outer+0x10 (/tmp/a b/a.out)

        swapper     0/0 [000] 35807.679137: sched:sched_switch: prev_comm=swapper prev_pid=0
        	ffffffff81000010 __schedule+0x10 ([kernel.kallsyms])

        a.out 20/21 [000] 35807.68: cpu-clock:ppp:      55d000001020 outer+0x30 (/tmp/a b/a.out)
        a.out 20/21 35807.680001: PERF_RECORD_MMAP2 20/21: [0x55d000000000(0x1000) @ 0 08:01 1 1]: r-xp /tmp/a
        """;

    private readonly ImportFolder _folder = new();

    [Fact]
    public void Samples_are_those_of_the_text()
    {
        using var session = _folder.Open(Text);
        var samples = SampleResolver.For(session).Samples().Select(sample =>
            $"{sample.Time} [{sample.Cpu}] {sample.Command} {sample.ProcessId}/{sample.ThreadId} {sample.Event} {sample.Period}: "
            + string.Join(" < ", sample.GetFrames().Select(frame => $"{frame.Image}!{frame.Symbol}+{frame.SymbolOffset:x} {frame.Mode}")));
        Assert.Equal(
            [
                "35807679135000 [1] Web Content 12/13 cpu-clock:ppp 1001001: [kernel.kallsyms]!do_syscall_64+3b Kernel < [nf_tables]!nft_do_chain+10 Kernel"
                    + " < /usr/lib/x.so!operator()(int) const+7a User < /memfd:doublemapper (deleted)![unknown]+0 User < [unknown]![unknown]+0 User",
                "35807679136789 [0] a.out 20/20 page-faults 0: /tmp/a b/a.out!inner+0 User < /tmp/a b/a.out!outer+10 User",
                "35807679137000 [0] swapper 0/0 sched:sched_switch 0: [kernel.kallsyms]!__schedule+10 Kernel",
                "35807680000000 [0] a.out 20/21 cpu-clock:ppp 0: /tmp/a b/a.out!outer+30 User",
            ],
            samples);
        Assert.Contains(session.Notices, notice => notice.Id == "OProfImportLinesSkipped");
        Assert.DoesNotContain(session.Notices, notice => notice.Id == "OProfImportLacks");
        Assert.Equal(["cpu-clock:ppp", "page-faults", "sched:sched_switch"], session.EventNames);
        Assert.Equal(0x55d000001000UL, SampleResolver.For(session).Samples().ElementAt(1).Offset);
    }

    [Fact]
    public void A_command_that_could_be_an_address_is_none_and_frames_may_be_indented_by_blanks()
    {
        const string Text = "  dd 5/5 [001] 1.000001: cycles:   10 a (/x)\n  dd 5/5 [001] 1.000002: cycles:   10 a (/x)\ncat 6/6 [001] 1.000003: cycles: \n        20 b (/x)\n        10 a (/x)\n\n";
        Assert.Equal(["cycles cat 6 cat 6 /x!b < /x!a = 1 1", "cycles dd 5 dd 5 /x!a = 2 2"], ProfileText.Of(_folder.Profile(Text)));
    }

    [Fact]
    public void A_command_may_have_numbers_in_it()
    {
        const string Text = "pool 1 7/9 [001] 1.000001: cycles:   10 a (/x)\nworker 12/3 4 7/10 1.000002: 5 cycles: \n\t10 a (/x)\n\n";
        Assert.Equal(["cycles pool 1 7 pool 1 9 /x!a = 1 1", "cycles worker 12/3 4 7 worker 12/3 4 10 /x!a = 1 1"], ProfileText.Of(_folder.Profile(Text)).Select(line => line.Replace("= 1 5", "= 1 1", StringComparison.Ordinal).Replace("= 1 0", "= 1 1", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_process_that_becomes_another_program_is_two()
    {
        const string Text = "sh 5/5 1.000001: cycles: \n\t10 a (/x)\n\nls 5/5 1.000002: cycles: \n\t10 a (/x)\n\nls 5/6 1.000003: cycles: \n\t10 a (/x)\n\n";
        Assert.Equal(
            ["cycles ls 5 ls 5 /x!a = 1 1", "cycles ls 5 ls 6 /x!a = 1 1", "cycles sh 5 sh 5 /x!a = 1 1"], ProfileText.Of(_folder.Profile(Text)));
    }

    [Fact]
    public void Says_that_the_processes_are_not_known()
    {
        using var session = _folder.Open("a.out 20 1.5: cycles: \n\t10 f+0x1 (/x)\n\n");
        Assert.Contains(session.Notices, notice => notice.Id == "OProfImportLacks" && notice.Message.EndsWith(": CPUs, process ids.", StringComparison.Ordinal));
        var sample = Assert.Single(SampleResolver.For(session).Samples());
        Assert.Equal((-1, 20, 1_500_000_000L), (sample.ProcessId, sample.ThreadId, sample.Time));
        Assert.Equal(ProcessorMode.User, sample.Mode);
    }

    [Fact]
    public void An_error_says_the_line()
    {
        var refused = _folder.Refused(string.Concat(Enumerable.Repeat("a 1/1 1.5: cycles: \n\t10 f (/x)\n\n", 30_000)) + "something else\n");
        Assert.Equal("OProfImportFormat", refused.Error.Id);
        Assert.Contains("at line 90001: expected a sample: COMMAND TID [CPU] TIME: EVENT:, found 'something else'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_and_altered_files_are_refused_or_read()
    {
        byte[] text = Encoding.UTF8.GetBytes(Text);
        for (int length = 0; length < text.Length; length += 3)
            _folder.TryProfile(text[..length]);
        var random = new Random(20261121);
        for (int run = 0; run < 400; run++)
        {
            byte[] altered = [.. text];
            for (int change = random.Next(1, 6); change > 0; change--)
                altered[random.Next(altered.Length)] = (byte)random.Next(1, 128);
            _folder.TryProfile(altered);
        }
    }

    public void Dispose() => _folder.Dispose();
}
