using OProf.Capture.Sync;
using OProf.Capture.Tests.Sync;
using Xunit;

namespace OProf.Capture.Tests.Synthetic;

/// <summary>The sync of one CPU, sentence by sentence; entries are put into the buffer by hand where the writer would not write them so.</summary>
public class CpuBufferSyncTests
{
    private const CpuBufferFlags ToUser = CpuBufferFlags.KernelContextSwitch;
    private const CpuBufferFlags ToKernel = CpuBufferFlags.KernelContextSwitch | CpuBufferFlags.IsKernel;

    private readonly EventBuffer _stream = new(1 << 20, 1);
    private readonly CpuBufferTasks _tasks = new([3]);
    private readonly CpuBufferChannel _channel = new(3, 1 << 10);
    private readonly CpuBufferSync _sync;
    private readonly ulong _task;
    private readonly ulong _other;
    private readonly ulong _kernelThread;

    public CpuBufferSyncTests()
    {
        _sync = new CpuBufferSync(new EventStreamWriter(_stream), _tasks);
        var space = new AddressSpace();
        space.Map(new Mapping(0x1000, 0x2000, 0x500, 1));
        space.Map(new Mapping(0x2000, 0x3000, 0, 2));
        space.Map(new Mapping(0x8000, 0x9000, 0, Cookie.NoCookie));
        _task = _tasks.Add(new CpuBufferTask(10, 11, space));
        var otherSpace = new AddressSpace();
        otherSpace.Map(new Mapping(0x1000, 0x2000, 0, 7));
        _other = _tasks.Add(new CpuBufferTask(20, 20, otherSpace));
        _kernelThread = _tasks.Add(new CpuBufferTask(30, 30, null));
    }

    [Fact]
    public void Says_the_cpu_also_where_the_buffer_is_empty() => Assert.Equal("cpu 3", Sync());

    [Fact]
    public void Ignores_samples_before_the_first_mode_switch()
    {
        Sample(0x1111);
        Sample(0x1112);
        Flags(ToKernel);
        Sample(0xfff1);
        Assert.Equal("cpu 3 | kernel | fff1/5", Sync());
        Assert.Equal("ModeUnknown=2", LedgerAssert.Losses(_channel.Ledger));
    }

    [Fact]
    public void Takes_samples_after_a_trace_begin_without_a_mode_as_the_kernels()
    {
        Flags(CpuBufferFlags.TraceBegin);
        Sample(0xfff1);
        Assert.Equal("cpu 3 | begin | fff1/5 | end", Sync());
    }

    [Fact]
    public void Handles_flags_in_the_order_trace_mode_task()
    {
        Flags(CpuBufferFlags.TraceBegin | ToUser | CpuBufferFlags.UserContextSwitch, _task);
        Sample(0x1001);
        Assert.Equal("cpu 3 | begin | user | ctx 11 exe 1 | tgid 10 | cookie 1 | 501/5 | end", Sync());
    }

    [Fact]
    public void Handles_data_after_the_task_switch_in_the_same_entry()
    {
        Flags(ToUser | CpuBufferFlags.UserContextSwitch, _task, EventCode.IbsFetch, 0x2010, 0xa, 0xb);
        Assert.Equal("cpu 3 | user | ctx 11 exe 1 | tgid 10 | cookie 2 | fetch 10 a b", Sync());
        Assert.Equal(1, _channel.Ledger.Delivered);
    }

    [Fact]
    public void Lets_a_kernel_sample_through_with_its_address()
    {
        Flags(ToKernel | CpuBufferFlags.UserContextSwitch, _task);
        Sample(0x1001);
        Assert.Equal("cpu 3 | kernel | ctx 11 exe 1 | tgid 10 | 1001/5", Sync());
    }

    [Fact]
    public void Says_a_cookie_only_where_it_differs()
    {
        Flags(ToUser | CpuBufferFlags.UserContextSwitch, _task);
        Sample(0x1001);
        Sample(0x1002);
        Sample(0x2001);
        Sample(0x1003);
        Assert.Equal("cpu 3 | user | ctx 11 exe 1 | tgid 10 | cookie 1 | 501/5 | 502/5 | cookie 2 | 1/5 | cookie 1 | 503/5", Sync());
    }

    [Fact]
    public void Forgets_the_last_cookie_at_a_cpu_switch()
    {
        Flags(ToUser | CpuBufferFlags.UserContextSwitch, _task);
        Sample(0x1001);
        Sync();
        Flags(ToUser | CpuBufferFlags.UserContextSwitch, _task);
        Sample(0x1001);
        Assert.EndsWith("cpu 3 | user | ctx 11 exe 1 | tgid 10 | cookie 1 | 501/5", Sync());
    }

    [Fact]
    public void Says_the_address_itself_for_an_anonymous_mapping()
    {
        Flags(ToUser | CpuBufferFlags.UserContextSwitch, _task);
        Sample(0x8123);
        Assert.EndsWith("cookie 0 | 8123/5", Sync());
    }

    [Fact]
    public void Looks_the_executable_up_where_the_address_space_differs()
    {
        Flags(ToUser | CpuBufferFlags.UserContextSwitch, _task);
        Flags(CpuBufferFlags.UserContextSwitch, _other);
        Flags(CpuBufferFlags.UserContextSwitch, _kernelThread);
        Assert.Equal("cpu 3 | user | ctx 11 exe 1 | tgid 10 | ctx 20 exe 7 | tgid 20 | ctx 30 exe 0 | tgid 30", Sync());
    }

    [Fact]
    public void Counts_a_user_sample_without_an_address_space()
    {
        Flags(ToUser);
        Sample(0x1001);
        Flags(CpuBufferFlags.UserContextSwitch, _kernelThread);
        Sample(0x1001);
        Flags(CpuBufferFlags.UserContextSwitch, 999);
        Sample(0x1001);
        Assert.Equal("cpu 3 | user | ctx 30 exe 0 | tgid 30 | ctx -1 exe 0 | tgid -1", Sync());
        Assert.Equal("SampleLostNoMm=3", LedgerAssert.Losses(_channel.Ledger));
    }

    [Fact]
    public void Counts_a_user_sample_without_a_mapping()
    {
        Flags(ToUser | CpuBufferFlags.UserContextSwitch, _task);
        Sample(0x3000);
        Sample(0xfff);
        Sample(0x2fff);
        Assert.Equal("cpu 3 | user | ctx 11 exe 1 | tgid 10 | cookie 2 | fff/5", Sync());
        Assert.Equal("SampleLostNoMapping=2", LedgerAssert.Losses(_channel.Ledger));
    }

    [Fact]
    public void Drops_the_rest_of_a_chain_whose_first_sample_fails_and_counts_it_once()
    {
        Flags(CpuBufferFlags.TraceBegin | ToUser | CpuBufferFlags.UserContextSwitch, _task);
        Sample(0x4000);
        Frame(0x1001);
        Frame(0x1002);
        Flags(CpuBufferFlags.TraceBegin);
        Sample(0x1003);
        Frame(0x2004);
        Assert.Equal("cpu 3 | begin | user | ctx 11 exe 1 | tgid 10 | end | begin | cookie 1 | 503/5 | cookie 2 | 4/0 | end", Sync());
        Assert.Equal("SampleLostNoMapping=1 BacktraceLostNoMapping=1", LedgerAssert.Losses(_channel.Ledger));
        Assert.Equal(2, _channel.Ledger.Delivered);
    }

    [Fact]
    public void Drops_what_follows_a_caller_that_fails()
    {
        Flags(CpuBufferFlags.TraceBegin | ToUser | CpuBufferFlags.UserContextSwitch, _task);
        Sample(0x1001);
        Frame(0x1002);
        Frame(0x4000);
        Frame(0x1003);
        Assert.EndsWith("cookie 1 | 501/5 | 502/0 | end", Sync());
        Assert.Equal("BacktraceLostNoMapping=1", LedgerAssert.Losses(_channel.Ledger));
        Assert.Equal(1, _channel.Ledger.Delivered);
    }

    [Fact]
    public void Takes_a_sample_that_is_no_part_of_the_chain_before_it()
    {
        Flags(CpuBufferFlags.TraceBegin | ToUser | CpuBufferFlags.UserContextSwitch, _task);
        Sample(0x4000);
        Frame(0x1001);
        Sample(0x1002);
        Assert.EndsWith("tgid 10 | end | cookie 1 | 502/5", Sync());
    }

    [Fact]
    public void Keeps_the_bare_address_of_data_without_a_mapping_and_counts_the_loss()
    {
        Flags(ToUser | CpuBufferFlags.UserContextSwitch, _task);
        Sample(0x1001);
        Flags(CpuBufferFlags.None, EventCode.IbsOp, 0x4444, 1, 2, 3, 4, 5);
        Assert.EndsWith("501/5 | cookie none | op 4444 1 2 3 4 5", Sync());
        Assert.Equal("SampleLostNoMapping=1", LedgerAssert.Losses(_channel.Ledger));
    }

    [Fact]
    public void Says_data_of_a_code_of_its_own_in_a_record_that_can_be_skipped()
    {
        Flags(ToUser | CpuBufferFlags.UserContextSwitch, _task);
        Flags(CpuBufferFlags.None, 0x77, 0x1001, 8, 9);
        Assert.EndsWith("cookie 1 | data 0 77 501 8 9", Sync());
    }

    [Fact]
    public void Counts_data_without_a_payload_as_malformed()
    {
        Flags(ToUser);
        Flags(CpuBufferFlags.None, EventCode.IbsOp, 0x1001);
        Sync();
        Assert.Equal("Malformed=1", LedgerAssert.Losses(_channel.Ledger));
    }

    [Fact]
    public void Counts_what_the_event_buffer_has_no_room_for_and_says_nothing_after_a_switch_that_did_not_fit()
    {
        // Room for the CPU switch, the mode and the task; three words are left, which would do for the kernel's sample but
        // not for the switch to the kernel.
        var words = new ulong[EventBuffer.ChunkWords - 15];
        for (int put = words.Length; put > 0; put -= EventBuffer.MaxRecordWords)
            _stream.PutCircular(words, 0, Math.Min(put, EventBuffer.MaxRecordWords));
        Flags(ToUser | CpuBufferFlags.UserContextSwitch, _task);
        Sample(0x1001);
        Flags(ToKernel);
        Sample(0xfff1);
        Sync();
        Assert.Equal("EventLostOverflow=2", LedgerAssert.Losses(_channel.Ledger));
        Assert.Equal(EventBuffer.ChunkWords - 3, _stream.Words);
    }

    [Fact]
    public void Marks_the_cpu_as_done_for_the_mortuary()
    {
        _tasks.Exit(_task);
        Sync();
        Assert.Equal(3, _tasks.Count);
        Sync();
        Assert.Equal(2, _tasks.Count);
    }

    private string Sync()
    {
        _sync.Sync(_channel);
        _sync.End(_channel);
        LedgerAssert.Balances(_channel.Ledger);
        return StreamText.Of(_stream);
    }

    private void Flags(CpuBufferFlags flags, params ulong[] data) => Put(0, EventCode.Escape, (ulong)flags, data);

    private void Sample(ulong address) => Put(0, address, 5);

    private void Frame(ulong address) => Put(CpuBufferEntry.FrameBit, address, 0);

    private void Put(ulong bits, ulong address, ulong @event, params ulong[] data)
    {
        Assert.True(_channel.Buffer.TryReserve(CpuBuffer.EntryWords + data.Length));
        _channel.Buffer.Put(bits, address, @event, data);
        _channel.Buffer.Commit();
    }
}
