using System.Buffers.Binary;
using OProf.Capture.Markers;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sources.Tracepoints.Formats;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <content>
/// Samples of tracepoints: hits of the markers that are made of them. Behind the fields that all samples have, and the call chain,
/// stand the length of the raw data in 4 bytes and the tracepoint's record (PERF_SAMPLE_RAW).
/// </content>
internal sealed partial class PerfRecordSync
{
    private const int RawLength = sizeof(uint);

    // By index of the event. What is disarmed stays until its last hits have been taken.
    private readonly Dictionary<int, TracepointTarget> _targets = [];
    private readonly PayloadWriter _payload = new();
    private int _hits;

    /// <summary>Gives hits to their probes; null where the session has none.</summary>
    public MarkerDispatcher? Markers { get; set; }

    /// <summary>Says what a tracepoint's samples are hits of. Between two rounds.</summary>
    /// <param name="index">Index of its event.</param>
    /// <param name="armed">The marker.</param>
    /// <param name="decoder">Packs its records into the marker's fields.</param>
    public void AddTracepoint(int index, ArmedMarker armed, TracepointDecoder decoder)
    {
        // All records from before the limit of the last round have been taken.
        foreach (var (known, target) in _targets)
        {
            if (target.ClosedAt < LateLimit)
                _targets.Remove(known);
        }

        _targets.Add(index, new TracepointTarget(armed, decoder, ulong.MaxValue));
    }

    /// <summary>Says that a tracepoint writes no more. What it has written until now is still delivered. Between two rounds.</summary>
    /// <param name="index">Index of its event.</param>
    /// <param name="now">CLOCK_MONOTONIC nanoseconds.</param>
    public void CloseTracepoint(int index, ulong now)
    {
        if (_targets.TryGetValue(index, out var target))
            _targets[index] = target with { ClosedAt = now };
    }

    private void Hit(CpuState cpu, ReadOnlySpan<byte> record, ulong time, int index)
    {
        var ledger = cpu.Ledger;
        if (Markers is null || !_targets.TryGetValue(index, out var target))
        {
            // Read after its marker was disarmed: there is nobody whom it could be delivered to.
            ledger.CountApplied();
            return;
        }

        // As with samples: what came between two rounds can be much, and each can bring a call chain that is new.
        if ((_hits++ & 63) == 0 && _tables.Bytes + _tables.Stacks.ComingGrowth + _writer.Buffer.BytesTaken >= MemoryLimit)
        {
            ledger.CountLost(LossCause.EventLostOverflow);
            target.Armed.CountLost(ProbeLossCause.StreamFull);
            return;
        }

        var body = record[PerfSampleLayout.FixedSize..];
        var chain = default(ReadOnlySpan<ulong>);
        bool isWhole = !_hasCallChain || TryChain(body, out chain);
        if (isWhole && _hasCallChain)
            body = body[((chain.Length + 1) * sizeof(ulong))..];
        if (!isWhole || !TryDecode(body, target.Decoder))
        {
            ledger.CountLost(LossCause.Malformed);
            target.Armed.CountLost(ProbeLossCause.Undecodable);
            return;
        }

        var thread = ThreadOf(cpu, Int32(record, PerfSampleLayout.Pid), Int32(record, PerfSampleLayout.Tid));
        FollowCgroup(thread, record);
        var hit = new MarkerHit
        {
            Time = time,
            Cpu = ledger.Cpu,
            ProcessId = thread.Process.ProcessId,
            ThreadId = thread.ThreadId,
            Task = TaskOf(thread),
            ExecutableCookie = thread.Process.Space.ExecutableCookie,
            Marker = target.Armed.Marker,
            Words = _payload.Words,
            Stack = StackOf(chain, thread.Process),
        };
        Markers.Hit(target.Armed, hit, ledger);
    }

    private bool TryDecode(ReadOnlySpan<byte> body, TracepointDecoder decoder)
    {
        if (body.Length < RawLength)
            return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(body);
        return length <= (uint)(body.Length - RawLength) && decoder.TryDecode(body.Slice(RawLength, (int)length), _payload);
    }

    /// <summary>What a tracepoint's samples are.</summary>
    /// <param name="Armed">Hits of this marker.</param>
    /// <param name="Decoder">Packs their records.</param>
    /// <param name="ClosedAt">When it was closed; <see cref="ulong.MaxValue"/> while it is open.</param>
    private readonly record struct TracepointTarget(ArmedMarker Armed, TracepointDecoder Decoder, ulong ClosedAt);
}
