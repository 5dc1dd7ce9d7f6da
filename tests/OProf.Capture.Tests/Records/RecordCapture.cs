using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;
using OProf.Capture.Tests.Sync;
using Xunit;

namespace OProf.Capture.Tests.Records;

/// <summary>Some CPUs' rings, merged and attributed as in a session. The ledger test comes after every run.</summary>
internal sealed class RecordCapture
{
    public const int OffCpuEvent = 2;

    private readonly RecordList[] _rings;
    private readonly CpuState[] _states;
    private readonly BufferSync<RecordList.Reader, PerfRecordSink> _rounds;

    public RecordCapture(
        int cpus = 2, bool chains = false, bool groups = false, bool lostCounts = false, bool inherited = false,
        long maxSamples = long.MaxValue, IProcessCatalog? catalog = null, long bufferBytes = 8 << 20,
        bool offCpu = false, bool cgroups = false, ICgroupCatalog? groupCatalog = null)
    {
        Buffer = new EventBuffer(bufferBytes, 1);
        _rings = [.. Enumerable.Range(0, cpus).Select(cpu => new RecordList(cpu))];
        _states = [.. Enumerable.Range(0, cpus).Select(cpu => new CpuState(new CpuLedger(cpu)))];
        Spaces = new AddressSpaces(Enumerable.Range(0, cpus));
        var ids = new EventIdMap();
        ids.Add(RecordBytes.Id, 0);
        ids.Add(RecordBytes.Id + 1, 1);
        ids.Add(RecordBytes.Id + 2, EventIdMap.Tracker);
        ids.Add(RecordBytes.TracepointId, EventIdMap.FirstTracepoint);
        ids.Add(RecordBytes.SwitchOutId, EventIdMap.SwitchOut);
        Sync = new PerfRecordSync(
            new EventStreamWriter(Buffer), Tables, Spaces, ids, _states,
            new PerfRecordFormat(chains, [groups, false], lostCounts, inherited, HasCgroup: cgroups), catalog)
        {
            MaxSamples = maxSamples,
            OffCpuEvent = offCpu ? OffCpuEvent : -1,
            Pauses = Pauses,
            Cgroups = new CgroupPaths(groupCatalog),
            KernelSymbol = (_, address, length, name, isRegistered) => KernelSymbols.Add($"{address:x}+{length} {name} {isRegistered}"),
        };
        _rounds = new BufferSync<RecordList.Reader, PerfRecordSink>(
            [.. _rings.Select(ring => ring.AsBuffer())], new PerfRecordSink(Sync, Spaces), Buffer.SyncRoot);
    }

    public EventBuffer Buffer { get; }

    public SessionTables Tables { get; } = new();

    public AddressSpaces Spaces { get; }

    public PerfRecordSync Sync { get; }

    public CapturePauses Pauses { get; } = new();

    public List<string> KernelSymbols { get; } = [];

    public CpuLedger Ledger => _states[0].Ledger;

    public IReadOnlyList<CpuLedger> Ledgers => [.. _states.Select(state => state.Ledger)];

    public void Add(int cpu, params byte[][] records) => _rings[cpu].Records.AddRange(records);

    /// <summary>Takes the records up to a time.</summary>
    public void Round(ulong limit = ulong.MaxValue)
    {
        Sync.LateLimit = _rounds.LateLimit;
        _rounds.Round(limit);
        LedgerAssert.Balances(Ledgers);
        Assert.Equal(Sync.Samples + (Sync.Markers?.Recorded ?? 0), Ledgers.Sum(ledger => ledger.Delivered));
    }

    /// <summary>Takes all records, and gives the samples as text.</summary>
    public List<string> Samples(Func<StreamEvent, string>? text = null)
    {
        Round();
        var reader = new EventReader(Buffer);
        var samples = new List<string>();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Sample)
                samples.Add(text is null ? Place(entry.Cookie, entry.Offset) : text(entry));
        }

        Assert.Equal(Ledgers.Sum(ledger => ledger.Delivered), samples.Count);
        return samples;
    }

    public string Place(ulong cookie, ulong offset) => cookie switch
    {
        Cookie.InvalidCookie => $"?+{offset:x}",
        Cookie.NoCookie => $"{offset:x}",
        _ => $"{Tables.Cookies[cookie]!.Path}+{offset:x}",
    };

    /// <summary>A call chain, innermost first; kernel frames with k, return addresses with r.</summary>
    public string Chain(int stack)
    {
        var frames = new List<string>();
        for (; stack != 0; stack = Tables.Stacks.ParentOf(stack))
        {
            var frame = Tables.Stacks.Frame(Tables.Stacks.FrameOf(stack));
            string mode = frame.Mode switch { ProcessorMode.User => "", ProcessorMode.Kernel => "k:", _ => frame.Mode + ":" };
            frames.Add($"{mode}{Place(frame.Cookie, frame.Offset)}{(frame.IsReturnAddress ? "r" : "")}");
        }

        return string.Join(' ', frames);
    }
}
