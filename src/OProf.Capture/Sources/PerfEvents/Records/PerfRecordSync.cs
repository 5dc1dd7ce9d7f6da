using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OProf.Capture.Sources.Scripts;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>
/// What a perf record means: samples are attributed and put into the event stream, the others change what the next samples
/// are attributed to. Each record is counted once, under exactly one heading of its CPU's ledger.
/// </summary>
internal sealed partial class PerfRecordSync
{
    // No ring drops so many between two records that fit; sums of what is below it stay sums.
    private const ulong MaxLostAtOnce = 1UL << 40;

    private readonly EventStreamWriter _writer;
    private readonly SessionTables _tables;
    private readonly AddressSpaces _spaces;
    private readonly EventIdMap _ids;
    private CpuState[] _cpus;
    private readonly IProcessCatalog? _catalog;
    private readonly ChainCache _chains;
    private readonly FrameCache _frames = new();
    private readonly ThreadCache _threads = new();
    private readonly GroupValueReader _groupValues;
    private readonly bool[] _hasGroupValues;
    private readonly bool _hasCallChain;
    private readonly bool _looksAhead;
    private readonly bool _isReplay;
    private readonly bool _hasCgroup;
    private readonly int _leastSample;
    private readonly HashSet<int> _askedFor = [];
    private readonly ushort[] _kinds = new ushort[MaxChainLength];
    private readonly int[] _numbers = new int[MaxChainLength];
    private readonly FrameKey[] _newFrames = new FrameKey[MaxChainLength];

    public PerfRecordSync(
        EventStreamWriter writer, SessionTables tables, AddressSpaces spaces, EventIdMap ids, CpuState[] cpus,
        PerfRecordFormat format, IProcessCatalog? catalog)
    {
        _writer = writer;
        _tables = tables;
        _spaces = spaces;
        _ids = ids;
        _cpus = cpus;
        _catalog = catalog;
        _groupValues = new GroupValueReader(format.HasLostCounts, format.IsInherited);
        _hasGroupValues = format.HasGroupValues;
        _hasCallChain = format.HasCallChain;
        _looksAhead = format.HasCallChain && Array.TrueForAll(_hasGroupValues, hasValues => !hasValues);
        _isReplay = format.IsReplay;
        _chains = new ChainCache(isLive: !_isReplay);
        _hasCgroup = format.HasCgroup;
        _leastSample = PerfSampleLayout.FixedSize + (format.HasCgroup ? PerfSampleLayout.CgroupSize : 0);
    }

    /// <summary>The writer of the stream.</summary>
    public EventStreamWriter Writer => _writer;

    /// <summary>Takes records of one more CPU, between two rounds; the number of its buffer is the next one.</summary>
    public void AddCpu(CpuState cpu) => _cpus = [.. _cpus, cpu];

    /// <summary>The ledger that a buffer's records are counted in.</summary>
    public CpuLedger LedgerOf(int buffer) => _cpus[buffer].Ledger;

    /// <summary>Samples that were delivered.</summary>
    public long Samples { get; private set; }

    /// <summary>Most samples to deliver; what comes after is counted as lost after the end.</summary>
    public long MaxSamples { get; init; } = long.MaxValue;

    /// <summary>Bytes of stream and tables at which samples are lost for want of memory; looked at every 64 samples.</summary>
    public long MemoryLimit { get; init; } = long.MaxValue;

    /// <summary>Time of the first sample that was delivered; 0 before.</summary>
    public ulong FirstSampleTime { get; private set; }

    /// <summary>A record older than this came late; one without a time has no place that it could miss.</summary>
    public ulong LateLimit { get; set; }

    /// <summary>
    /// Whether the present round counts for the mortuary. An EXIT record comes while its task still runs its last way through
    /// the kernel, and on a busy machine that may wait for a CPU: rounds that follow each other at once do not count twice.
    /// </summary>
    public bool CountsRound { get; set; } = true;

    /// <summary>Puts a script's calls in front of the chains of the thread that runs it; null where no script is looked at.</summary>
    public ScriptFrames? Script { get; set; }

    /// <summary>Whether a group of events was seen that did not count all the time.</summary>
    public bool SeenMultiplexed => _groupValues.SeenMultiplexed;

    /// <summary>Processes that no record told about and that were looked up when a sample of them came.</summary>
    public long ProcessesFoundLate { get; private set; }

    /// <summary>Called for kernel text that came or went.</summary>
    public Action<ulong, ulong, uint, string, bool>? KernelSymbol { get; init; }

    /// <summary>Which frames stand for those of chains; null where each stands for itself.</summary>
    public FrameStandIns? StandIns { get; init; }

    /// <summary>Owners of the processes that have samples in anonymous memory, by process id.</summary>
    public OwnerTable Owners { get; } = new();

    /// <summary>Whether a sample of the idle task or an ended one is meant: such ids are no process's.</summary>
    private static bool IsNoProcess(int processId) => processId <= 0;

    public static ulong TimeOf(ReadOnlySpan<byte> record)
    {
        bool isSample = TypeOf(record) == PerfRecordType.PERF_RECORD_SAMPLE;
        int offset = isSample ? PerfSampleLayout.Time : record.Length - PerfSampleLayout.TrailerTime;
        return offset >= PerfSampleLayout.Header && offset + sizeof(ulong) <= record.Length
            ? BinaryPrimitives.ReadUInt64LittleEndian(record[offset..])
            : 0;
    }

    public void Accept(int buffer, ReadOnlySpan<byte> record, ulong time)
    {
        var cpu = _cpus[buffer];
        var type = TypeOf(record);
        var ledger = type == PerfRecordType.PERF_RECORD_SAMPLE ? cpu.Ledger : cpu.StateLedger;
        ledger.CountReceived();
        if (time < LateLimit && time != 0)
            ledger.Late++;
        if (type == PerfRecordType.PERF_RECORD_SAMPLE)
        {
            Sample(cpu, record, time);
            return;
        }

        // All of the others end with the same fields; one that is too short for them was cut or altered.
        if (record.Length < PerfSampleLayout.Header + PerfSampleLayout.TrailerSize)
        {
            ledger.CountLost(LossCause.Malformed);
            return;
        }

        switch (type)
        {
            case PerfRecordType.PERF_RECORD_SWITCH or PerfRecordType.PERF_RECORD_SWITCH_CPU_WIDE:
                Switch(cpu, record);
                if (OffCpuEvent < 0 || !FollowSwitch(cpu, buffer, record, time))
                    ledger.CountApplied();
                break;
            case PerfRecordType.PERF_RECORD_LOST:
                CountKernelLoss(cpu, record, 16, LossCause.KernelLostRecord, time);
                break;
            case PerfRecordType.PERF_RECORD_LOST_SAMPLES:
                CountKernelLoss(cpu, record, 8, LossCause.KernelLostSample, time);
                break;
            case PerfRecordType.PERF_RECORD_THROTTLE:
                ledger.Throttled++;
                ledger.CountApplied();
                break;
            default:
                if (!ApplyStateChange(record, type, time, out bool known))
                    ledger.CountLost(LossCause.Malformed);
                else if (known)
                    ledger.CountApplied();
                else
                    ledger.CountSkipped();
                break;
        }
    }

    private static PerfRecordType TypeOf(ReadOnlySpan<byte> record) =>
        (PerfRecordType)Unsafe.ReadUnaligned<uint>(ref MemoryMarshal.GetReference(record));

    private static ushort MiscOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt16LittleEndian(record[4..]);

    private static int Int32(ReadOnlySpan<byte> record, int offset) => BinaryPrimitives.ReadInt32LittleEndian(record[offset..]);

    private static ulong UInt64(ReadOnlySpan<byte> record, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(record[offset..]);

    private static void Switch(CpuState cpu, ReadOnlySpan<byte> record)
    {
        ushort misc = MiscOf(record);
        if ((misc & PerfRecordMisc.PERF_RECORD_MISC_SWITCH_OUT) == 0)
        {
            cpu.StateLedger.ContextSwitches++;
            cpu.RunningProcess = Int32(record, record.Length - PerfSampleLayout.TrailerPid);
            cpu.RunningThread = Int32(record, record.Length - PerfSampleLayout.TrailerTid);
        }
        else if ((misc & PerfRecordMisc.PERF_RECORD_MISC_SWITCH_OUT_PREEMPT) != 0)
        {
            cpu.StateLedger.Preemptions++;
        }
    }

    private void CountKernelLoss(CpuState cpu, ReadOnlySpan<byte> record, int offset, LossCause cause, ulong time)
    {
        if (record.Length < offset + sizeof(ulong) + PerfSampleLayout.TrailerSize || UInt64(record, offset) > MaxLostAtOnce)
        {
            cpu.StateLedger.CountLost(LossCause.Malformed);
            return;
        }

        // The record itself is applied; those it tells of were produced for this CPU too, and are lost.
        cpu.StateLedger.CountApplied();
        cpu.Leaving = null;
        NoteGap();
        long lost = (long)UInt64(record, offset);
        cpu.StateLedger.CountReceived(lost);
        cpu.StateLedger.CountLost(cause, lost);
        _writer.Lost(time, cpu.StateLedger.Cpu, cause, lost);
    }
}
