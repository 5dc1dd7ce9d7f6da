using System.Runtime.InteropServices;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sources.PerfEvents.Replay;

namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>
/// Brings the kernel's records of a file into the layout of <see cref="PerfSampleLayout"/> and this machine's byte order, in
/// the memory where they wait for their turn: what a sample's event asked for beside it is left out.
/// </summary>
/// <typeparam name="TOrder">The file's byte order.</typeparam>
internal sealed partial class RecordEncoder<TOrder>
    where TOrder : struct, IByteOrder
{
    private const int HeaderSize = PerfSampleLayout.Header;

    private readonly EventLayouts _layouts;
    private readonly bool _withChains;
    private readonly SampleShare _share;
    private readonly SampleLayout? _only;
    private readonly IReadOnlyDictionary<string, byte[]> _buildIds;
    private SampleLayout? _last;
    private ulong _lastId;

    /// <summary>Encodes the records of a file.</summary>
    /// <param name="layouts">Its events.</param>
    /// <param name="buildIds">Build ids by path, for records of mappings that have none.</param>
    /// <param name="withChains">Whether call chains are wanted.</param>
    /// <param name="share">Which samples to take.</param>
    public RecordEncoder(EventLayouts layouts, IReadOnlyDictionary<string, byte[]> buildIds, bool withChains, SampleShare share)
    {
        _share = share;
        _layouts = layouts;
        _buildIds = buildIds;
        _withChains = withChains && layouts.HasChains;
        _only = layouts.IsOne ? layouts.First : null;
    }

    /// <summary>Where the records go.</summary>
    public RecordBatch Batch { get; set; } = new();

    /// <summary>Latest time of a record so far.</summary>
    public ulong LastTime { get; private set; }

    /// <summary>Chains that were longer than is kept, and have lost their outermost frames.</summary>
    public long CutChains { get; private set; }

    /// <summary>Where the kernel lay; null where no record has said that (yet).</summary>
    public KernelText? KernelText { get; private set; }

    /// <summary>For each event whose samples carry values of a group: the events of the group, in its order.</summary>
    public Dictionary<int, int[]> Groups { get; } = [];

    /// <summary>Encodes a record and has it wait.</summary>
    /// <param name="type">Its type, one of the kernel's.</param>
    /// <param name="record">The record, header included; its size is a multiple of no number.</param>
    public void Add(PerfRecordType type, ReadOnlySpan<byte> record)
    {
        if (type == PerfRecordType.PERF_RECORD_SAMPLE)
            Sample(record);
        else
            Other(type, record);
    }

    private static void WriteHeader(Span<byte> target, uint type, ushort misc)
    {
        MemoryMarshal.Write(target, type);
        MemoryMarshal.Write(target[4..], (uint)misc);
    }

    private void Sample(ReadOnlySpan<byte> record)
    {
        var layout = _only ?? LayoutOf(record);
        if (layout is null || record.Length < layout.Variable)
        {
            if (_share.IsFirst)
                Batch.CountMalformed(-1);
            return;
        }

        ulong time = layout.Time < 0 ? 0 : TOrder.UInt64(record, layout.Time);
        if (!_share.Has(time))
        {
            See(time);
            return;
        }

        uint cpu = layout.Cpu < 0 ? uint.MaxValue : TOrder.UInt32(record, layout.Cpu);
        var room = Batch.Reserve(PerfSampleLayout.FixedSize + record.Length + (4 * sizeof(ulong)) + PerfSampleLayout.CgroupSize);
        WriteHeader(room, (uint)PerfRecordType.PERF_RECORD_SAMPLE, TOrder.UInt16(record, 4));
        MemoryMarshal.Write(room[PerfSampleLayout.Identifier..], (ulong)layout.Index);
        MemoryMarshal.Write(room[PerfSampleLayout.Ip..], layout.Ip < 0 ? 0 : TOrder.UInt64(record, layout.Ip));
        MemoryMarshal.Write(room[PerfSampleLayout.Pid..], layout.Tid < 0 ? uint.MaxValue : TOrder.UInt32(record, layout.Tid));
        MemoryMarshal.Write(room[PerfSampleLayout.Tid..], layout.Tid < 0 ? uint.MaxValue : TOrder.UInt32(record, layout.Tid + 4));
        MemoryMarshal.Write(room[PerfSampleLayout.Time..], time);
        MemoryMarshal.Write(room[PerfSampleLayout.Period..], layout.Period < 0 ? layout.Attr.SamplePeriod : TOrder.UInt64(record, layout.Period));
        int length = PerfSampleLayout.FixedSize;
        var body = record[layout.Variable..];
        bool isWhole = !layout.HasRead || TryRead(layout, room, ref body, ref length);
        if (!isWhole || !TryChain(layout, room, body, ref length))
        {
            Batch.CountMalformed((int)cpu);
            return;
        }

        if (_layouts.HasCgroups)
        {
            int at = record.Length - layout.CgroupFromEnd;
            MemoryMarshal.Write(room[length..], layout.CgroupFromEnd > 0 && at >= layout.Variable ? TOrder.UInt64(record, at) : 0);
            length += PerfSampleLayout.CgroupSize;
        }

        Add(length, time, cpu);
    }

    // Without times there is only the order of the file, which is lost where records are put apart by their CPU.
    private void Add(int length, ulong time, uint cpu)
    {
        See(time);
        Batch.Add(length, time, _layouts.First.Time < 0 ? -1 : (int)cpu);
    }

    private void See(ulong time)
    {
        if (time > LastTime && time != ulong.MaxValue)
            LastTime = time;
    }

    private SampleLayout? LayoutOf(ReadOnlySpan<byte> record)
    {
        int at = _layouts.Id;
        if (at < 0)
            return _layouts.First;
        if (record.Length < at + sizeof(ulong))
            return null;
        return Find(TOrder.UInt64(record, at));
    }

    private SampleLayout? Find(ulong id)
    {
        if (id != _lastId || _last is null)
        {
            _last = _layouts.Find(id);
            _lastId = id;
        }

        return _last;
    }

    // Looks at the chain's length also where the chain is not wanted: so it is the same samples that count either way.
    private bool TryChain(SampleLayout layout, Span<byte> room, ReadOnlySpan<byte> body, ref int length)
    {
        int words = 0;
        if (layout.HasChain)
        {
            if (body.Length < sizeof(ulong))
                return false;
            ulong said = TOrder.UInt64(body, 0);
            if (said > (ulong)(body.Length / sizeof(ulong)) - 1)
                return false;
            words = (int)said;
            if (words >= PerfRecordSync.MaxChainLength)
            {
                words = PerfRecordSync.MaxChainLength - 1;
                CutChains++;
            }

            if (_withChains)
                TOrder.CopyWords(body.Slice(sizeof(ulong), words * sizeof(ulong)), room[(length + sizeof(ulong))..]);
        }

        if (!_withChains)
            return true;
        MemoryMarshal.Write(room[length..], (ulong)words);
        length += sizeof(ulong) + (words * sizeof(ulong));
        return true;
    }
}
