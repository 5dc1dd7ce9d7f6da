using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Replay;

/// <summary>
/// Records from a file, on the way that those of the kernel's rings take: they wait by CPU, <see cref="BufferSync{TBuffer,TSink}"/>
/// takes them in the order of their time, <see cref="PerfRecordSync"/> applies and attributes them. All of them have the layout of
/// <see cref="PerfSampleLayout"/>.
/// </summary>
/// <remarks>
/// Whoever adds says up to which time nothing older will come. Some records are taken at a time, so that what they become fits
/// into the chunks of a reader's buffer.
/// <code>
///   cpu 0  ──a───c──────e──┊────g─          ┊ so many are shown of each CPU
///   cpu 1  ────b─────────────d──┊──f─       limit: the oldest that is not shown of any
/// </code>
/// </remarks>
internal sealed class RecordReplay
{
    /// <summary>Most records that are taken at once.</summary>
    public const int RecordsAtOnce = 2048;

    /// <summary>Most CPUs that are told apart: the kernel's own limit (NR_CPUS).</summary>
    public const int MaxCpus = 8192;

    /// <summary>Records of each CPU that are taken at once at least, if there are so many.</summary>
    public const int LeastOfCpu = 16;

    // An ended task is known for so long, as its last records may come late; what perf keeps for ever.
    private const ulong CountedRound = 5_000_000_000;
    private const long CountedRecords = 4_000_000;

    private readonly RecordStore _store = new();
    private readonly List<CpuRecords> _cpus = [];
    private readonly CpuRecords?[] _byCpu = new CpuRecords[MaxCpus + 1];
    private readonly PerfRecordSync _records;
    private readonly bool _countsState;
    private readonly AddressSpaces _spaces = new([]);
    private readonly BufferSync<CpuRecordBuffer, PerfRecordSink> _sync;
    private ulong _nextCountedRound;
    private long _taken;
    private long _nextCountedRecord;

    /// <summary>Begins.</summary>
    /// <param name="tables">What the stream's numbers mean; for this thread as long as records are taken.</param>
    /// <param name="buffer">Receives the stream.</param>
    /// <param name="ids">What the records' identifiers mean.</param>
    /// <param name="format">What the samples hold.</param>
    /// <param name="sums">Adds the samples up, in place of the stream; null for who wants them in the stream.</param>
    /// <param name="standIns">Which frames stand for those of call chains; null where each stands for itself.</param>
    /// <param name="kernelSymbol">Told of kernel text that came or went; null for nobody.</param>
    /// <param name="countsState">Whether records that are no samples are counted here; else another replay of them does.</param>
    public RecordReplay(
        SessionTables tables, EventBuffer buffer, EventIdMap ids, PerfRecordFormat format, SampleSums? sums = null, FrameStandIns? standIns = null,
        Action<ulong, ulong, uint, string, bool>? kernelSymbol = null, bool countsState = true)
    {
        _countsState = countsState;
        _records = new PerfRecordSync(new EventStreamWriter(buffer) { Sums = sums }, tables, _spaces, ids, [], format, catalog: null)
        {
            KernelSymbol = kernelSymbol,
            StandIns = standIns,
        };
        _sync = new BufferSync<CpuRecordBuffer, PerfRecordSink>([], new PerfRecordSink(_records, _spaces), buffer.SyncRoot);
    }

    /// <summary>Bytes of the records that wait.</summary>
    public long Waiting => _store.Waiting;

    /// <summary>Samples that were delivered.</summary>
    public long Samples => _records.Samples;

    /// <summary>Time of the first sample that was delivered; 0 before.</summary>
    public ulong FirstSampleTime => _records.FirstSampleTime;

    /// <summary>Whether a group of events was seen that did not count all the time.</summary>
    public bool SeenMultiplexed => _records.SeenMultiplexed;

    /// <summary>The counts of each CPU that there were records of, by its number.</summary>
    public IEnumerable<CpuLedger> Ledgers => _cpus.Select(cpu => cpu.Ledger).OrderBy(ledger => ledger.Cpu);

    /// <summary>Has the records of a batch wait, and gives it memory for others.</summary>
    public void Add(RecordBatch batch)
    {
        var records = batch.Records;
        if (records.Length > 0)
        {
            int block = _store.Add(batch.Block, records.Length);
            foreach (ref readonly var record in records)
                RecordsOf(record.Cpu).Add(new WaitingRecord(record.Time, block, record.Offset, record.Length));
        }

        foreach (int cpu in batch.Malformed)
        {
            var ledger = RecordsOf(cpu).Ledger;
            ledger.CountReceived();
            ledger.CountLost(LossCause.Malformed);
        }

        batch.Clear(records.Length > 0 ? _store.Next() : batch.Block);
    }

    /// <summary>Takes the next records up to a time, <see cref="RecordsAtOnce"/> or somewhat more at most.</summary>
    /// <param name="limit">Nothing older than this will be added any more; <see cref="ulong.MaxValue"/> at the end.</param>
    /// <returns>Whether there were any.</returns>
    public bool Take(ulong limit)
    {
        int count = Math.Max(LeastOfCpu, RecordsAtOnce / Math.Max(1, _cpus.Count));
        foreach (var cpu in _cpus)
        {
            cpu.Order();
            limit = Math.Min(limit, cpu.Show(count));
        }

        _records.LateLimit = _sync.LateLimit;
        _records.CountsRound = limit != ulong.MaxValue && (limit >= _nextCountedRound || _taken >= _nextCountedRecord);
        if (_records.CountsRound)
            (_nextCountedRound, _nextCountedRecord) = (limit + CountedRound, _taken + CountedRecords);
        long taken = _sync.Round(limit);
        _taken += taken;
        return taken > 0;
    }

    private CpuRecords RecordsOf(int cpu)
    {
        if ((uint)cpu >= MaxCpus)
            cpu = -1;
        return _byCpu[cpu + 1] ?? Begin(cpu);
    }

    private CpuRecords Begin(int cpu)
    {
        var records = new CpuRecords(cpu, _store);
        _byCpu[cpu + 1] = records;
        _cpus.Add(records);
        _records.AddCpu(new CpuState(records.Ledger, _countsState ? null : new CpuLedger(cpu)));
        _spaces.AddCpu(cpu);
        _sync.Add(new CpuRecordBuffer(records));
        return records;
    }
}
