using OProf.Analysis.Formats.PerfData.Files;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sources.PerfEvents.Replay;

namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>The records of a file of one byte order.</summary>
/// <typeparam name="TOrder">That order.</typeparam>
internal sealed class FileRecordPump<TOrder> : RecordPump
    where TOrder : struct, IByteOrder
{
    private const int RecordsAtOnce = 4096;

    private readonly RecordStream<TOrder> _records;
    private readonly RecordEncoder<TOrder> _encoder;

    /// <summary>Begins.</summary>
    /// <param name="source">The file.</param>
    /// <param name="layouts">Its events.</param>
    /// <param name="replay">Where the records go.</param>
    /// <param name="withChains">Whether call chains are wanted.</param>
    public FileRecordPump(PerfDataFile source, EventLayouts layouts, RecordReplay replay, bool withChains)
        : base(replay)
    {
        _records = new RecordStream<TOrder>(source);
        _encoder = new RecordEncoder<TOrder>(layouts, source.Contents.BuildIds, replay, withChains);
    }

    /// <inheritdoc/>
    public override long Offset => _records.Offset;

    /// <inheritdoc/>
    public override ulong Latest => _encoder.LastTime;

    /// <inheritdoc/>
    public override void Dispose() => _records.Dispose();

    /// <inheritdoc/>
    public override RecordFindings Findings => new(
        _records.Damage, _records.AuxBytes, _encoder.CutChains, _encoder.KernelText, _encoder.Groups);

    /// <inheritdoc/>
    protected override bool ReadRecords(out bool isEnd)
    {
        isEnd = false;
        for (int number = 0; number < RecordsAtOnce; number++)
        {
            if (!_records.TryRead(out uint type, out var record))
            {
                isEnd = true;
                return false;
            }

            if (type < (uint)PerfUserRecordType.PERF_RECORD_HEADER_ATTR)
                _encoder.Add((PerfRecordType)type, record);
            else if (type == (uint)PerfUserRecordType.PERF_RECORD_FINISHED_ROUND)
                return true;
        }

        return false;
    }
}
