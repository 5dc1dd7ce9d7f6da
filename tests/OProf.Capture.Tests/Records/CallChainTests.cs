using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;
using OProf.Capture.Tests.Sync;
using Xunit;
using static OProf.Capture.Tests.Records.RecordBytes;

namespace OProf.Capture.Tests.Records;

public class CallChainTests
{
    private const ulong User = PerfContext.PERF_CONTEXT_USER;
    private const ulong Kernel = PerfContext.PERF_CONTEXT_KERNEL;
    private readonly RecordCapture _capture = new(1, chains: true);

    public CallChainTests() =>
        _capture.Add(0, Mmap2(1, 5, 0x1000, 0x1000, "/bin/a"), Mmap2(1, 5, 0x2000, 0x1000, "/lib/b", inode: 8));

    [Fact]
    public void Takes_the_mode_of_each_part_from_its_mark()
    {
        Add(0xffff_0001, ProcessorMode.Kernel, Kernel, 0xffff_0001, 0xffff_0002, User, 0x1010, 0x2020);
        Assert.Equal(["k:ffff0001 k:ffff0002r /bin/a+10 /lib/b+20r"], Chains());
    }

    [Fact]
    public void Begins_with_the_samples_own_place()
    {
        Add(0x1010, ProcessorMode.User, User, 0x1010, 0x1020);
        Assert.Equal(["/bin/a+10"], _capture.Samples(e => _capture.Place(e.Cookie, e.Offset)));
        Assert.Equal(["/bin/a+10 /bin/a+20r"], Chains());
    }

    [Fact]
    public void Passes_over_what_follows_a_mark_that_is_not_known()
    {
        Add(0x1010, ProcessorMode.User, unchecked((ulong)-640), 0x9999, User, 0x1010, PerfContext.PERF_CONTEXT_HV, 0x77, PerfContext.PERF_CONTEXT_MAX, 0x88);
        Assert.Equal(["/bin/a+10 Hypervisor:77"], Chains());
    }

    [Fact]
    public void Passes_over_addresses_before_the_first_mark()
    {
        Add(0x1010, ProcessorMode.User, 0x1234, User, 0x1010);
        Assert.Equal(["/bin/a+10"], Chains());
    }

    [Fact]
    public void Looks_a_return_address_at_the_end_of_a_mapping_up_before_it()
    {
        // 0x2000 is what follows the last call of /bin/a, and the first byte of /lib/b; 0x3000 is in no mapping.
        Add(0x1010, ProcessorMode.User, User, 0x1010, 0x2000, 0x3000);
        Add(0x2000, ProcessorMode.User, User, 0x2000);
        Assert.Equal(["/bin/a+10 /bin/a+1000r /lib/b+1000r", "/lib/b+0"], Chains());
    }

    [Fact]
    public void Keeps_frames_without_a_mapping_and_drops_the_chain_whose_first_sample_has_none()
    {
        Add(0x1010, ProcessorMode.User, User, 0x1010, 0x7777, 0x1020);
        Add(0x7777, ProcessorMode.User, User, 0x7777, 0x1010);
        Assert.Equal(["/bin/a+10 ?+7777r /bin/a+20r"], Chains());
        Assert.Equal("BacktraceLostNoMapping=1", LedgerAssert.Losses(_capture.Ledger));
    }

    [Fact]
    public void Takes_an_empty_chain_for_none()
    {
        Add(0x1010, ProcessorMode.User);
        Assert.Equal(["0"], _capture.Samples(e => $"{e.Stack}"));
    }

    [Fact]
    public void Gives_the_same_chain_the_same_number_and_another_one_after_a_remap()
    {
        ulong[] chain = [User, 0x1010, 0x2020, 0x1030];
        Add(0x1010, ProcessorMode.User, chain);
        Add(0x1010, ProcessorMode.User, chain);
        _capture.Add(0, Mmap2(11, 5, 0x2000, 0x1000, "/lib/c", inode: 9));
        _capture.Add(0, Sample(12, 5, 5, 0x1010, chain: chain));
        var chains = Chains(e => $"{e.Stack} {_capture.Chain(e.Stack)}");
        Assert.Equal(chains[0], chains[1]);
        Assert.EndsWith("/bin/a+10 /lib/b+20r /bin/a+30r", chains[0]);
        Assert.EndsWith("/bin/a+10 /lib/c+20r /bin/a+30r", chains[2]);
    }

    [Fact]
    public void Sees_what_another_cpu_tells_between_the_look_ahead_and_the_turn_of_a_sample()
    {
        var capture = new RecordCapture(2, chains: true);
        byte[] At(ulong time) => Sample(time, 5, 5, 0x1010, chain: [User, 0x1010, 0x2020]);
        capture.Add(0, Mmap2(1, 5, 0x1000, 0x1000, "/bin/a"), Mmap2(1, 5, 0x2000, 0x1000, "/lib/b", inode: 8));
        capture.Add(0, At(10), At(30), At(50), At(70));
        capture.Add(1, Mmap2(20, 5, 0x2000, 0x1000, "/lib/c", inode: 9), Comm(40, 5, 5, "other"), Fork(60, 5, 5, 1, 1));
        var samples = capture.Samples(e => $"{capture.Tables.Tasks[e.Task].Command} {capture.Chain(e.Stack)}");
        Assert.Equal([" /bin/a+10 /lib/b+20r", " /bin/a+10 /lib/c+20r", "other /bin/a+10 /lib/c+20r"], samples);
        Assert.Equal("SampleLostNoMm=1", LedgerAssert.Losses(capture.Ledger));
    }

    [Fact]
    public void Reads_any_chain_as_a_model_reads_it_alone()
    {
        // The caches and the memory of the last chain must not show.
        var random = new Random(4);
        var expected = new List<string>();
        for (int i = 0; i < 3000; i++)
        {
            var outer = Enumerable.Range(0, random.Next(6)).Select(depth => 0x1001UL + (ulong)random.Next(3) + ((ulong)depth * 16)).Reverse().ToArray();
            ulong inner = 0x2000 + (ulong)random.Next(4);
            bool kernel = random.Next(3) == 0;
            ulong[] chain = kernel ? [Kernel, 0xffff_0001, User, inner, .. outer] : [User, inner, .. outer];
            Add(kernel ? 0xffff_0001 : inner, kernel ? ProcessorMode.Kernel : ProcessorMode.User, chain);
            expected.Add((kernel ? "k:ffff0001 " : "") + string.Join(' ', [$"/lib/b+{inner - 0x2000:x}", .. outer.Select(a => $"/bin/a+{a - 0x1000:x}r")]));
        }

        Assert.Equal(expected, Chains());
    }

    [Fact]
    public void Reads_deep_chains_as_a_model_does_while_code_is_mapped_and_programs_are_replaced()
    {
        // Two processes, one forked from the other; each maps code beside and over what it has, and begins another program now and then.
        var random = new Random(7);
        var expected = new List<string>();
        var mapped = new Dictionary<int, SortedDictionary<ulong, string>> { [5] = new() { [1] = "/bin/a", [2] = "/lib/b" }, [6] = new() { [1] = "/bin/a", [2] = "/lib/b" } };
        _capture.Add(0, Fork(2, 6, 6, 5, 5));
        var outer = new ulong[40];
        for (int i = 0; i < 4000; i++)
        {
            int process = random.Next(5, 7);
            var mappings = mapped[process];
            switch (random.Next(25))
            {
                case 0:
                    ulong page = (ulong)random.Next(3, 9);
                    _capture.Add(0, Mmap2(10, process, page << 12, 0x1000, mappings[page] = $"/code/{i}", inode: 100 + (ulong)i));
                    break;
                case 1 when random.Next(4) == 0:
                    _capture.Add(0, Comm(10, process, process, "next", isExec: true), Mmap2(10, process, 0x1000, 0x1000, "/bin/a"), Mmap2(10, process, 0x2000, 0x1000, "/lib/b", inode: 8));
                    mappings = mapped[process] = new() { [1] = "/bin/a", [2] = "/lib/b" };
                    break;
            }

            // As a program goes on from where it was: the outer words stay, from some depth on inwards they are others.
            for (int depth = random.Next(outer.Length); depth < outer.Length; depth++)
                outer[depth] = ((ulong)(random.Next(20) == 0 ? random.Next(3, 9) : random.Next(1, 3)) << 12) + (ulong)random.Next(1, 4);
            var calls = outer.Take(random.Next(outer.Length + 1)).Reverse().ToArray();
            ulong inner = 0x2000 + (ulong)random.Next(4);
            ulong[] chain = random.Next(4) switch
            {
                0 => [Kernel, 0xffff_0001, .. Enumerable.Range(0, 20).Select(n => 0xffff_0000 + (ulong)n), User, inner, .. calls],
                1 => [Kernel, 0xffff_0001, .. calls.Select(call => call | 0xffff_0000)],
                _ => [User, inner, .. calls],
            };
            bool isKernel = chain[0] == Kernel;
            _capture.Add(0, Sample(10, process, process, isKernel ? 0xffff_0001 : inner, isKernel ? ProcessorMode.Kernel : ProcessorMode.User, chain: chain));
            expected.Add(Read(chain, mappings));
        }

        Assert.Equal(expected, Chains());

        static string Read(ulong[] chain, SortedDictionary<ulong, string> mappings)
        {
            var frames = new List<string>();
            bool isKernel = false;
            bool isReturn = false;
            foreach (ulong word in chain)
            {
                if (word is Kernel or User)
                {
                    (isKernel, isReturn) = (word == Kernel, false);
                    continue;
                }

                string place = isKernel ? $"k:{word:x}" : mappings.TryGetValue(word >> 12, out string? image) ? $"{image}+{word & 0xfff:x}" : $"?+{word:x}";
                frames.Add(isReturn ? place + "r" : place);
                isReturn = true;
            }

            return string.Join(' ', frames);
        }
    }

    [Fact]
    public void Counts_a_chain_whose_length_makes_no_sense_as_malformed()
    {
        var longer = Sample(2, 5, 5, 0x1010, chain: [User, 0x1010]);
        longer[56] = 3;
        var absurd = Sample(3, 5, 5, 0x1010, chain: [User, 0x1010]);
        absurd.AsSpan(56, 8).Fill(0xFF);
        var none = Sample(4, 5, 5, 0x1010);
        var tooLong = Sample(5, 5, 5, 0x1010, chain: new ulong[PerfRecordSync.MaxChainLength]);
        _capture.Add(0, longer, absurd, none, tooLong);
        Assert.Empty(_capture.Samples());
        Assert.Equal("Malformed=4", LedgerAssert.Losses(_capture.Ledger));
    }

    private void Add(ulong ip, ProcessorMode mode, params ulong[] chain) => _capture.Add(0, Sample(10, 5, 5, ip, mode, chain: chain));

    private List<string> Chains(Func<StreamEvent, string>? text = null) => _capture.Samples(text ?? (e => _capture.Chain(e.Stack)));
}
