using OProf.Analysis.Formats.PerfData.Files;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sources.PerfEvents.Replay;

namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>The records of a file of one byte order.</summary>
/// <typeparam name="TOrder">That order.</typeparam>
internal sealed class FileRecordPump<TOrder> : RecordPump
    where TOrder : struct, IByteOrder
{
    private readonly RecordStream<TOrder> _records;
    private readonly RecordEncoder<TOrder> _encoder;

    /// <summary>Begins.</summary>
    /// <param name="source">The file.</param>
    /// <param name="layouts">Its events.</param>
    /// <param name="replay">Where the records go.</param>
    /// <param name="withChains">Whether call chains are wanted.</param>
    /// <param name="share">Which samples to take.</param>
    public FileRecordPump(PerfDataFile source, EventLayouts layouts, RecordReplay replay, bool withChains, SampleShare share)
        : base(replay, source.Layout.DataEnd - source.Layout.DataStart, share.Count)
    {
        _records = new RecordStream<TOrder>(source);
        _encoder = new RecordEncoder<TOrder>(layouts, source.Contents.BuildIds, withChains, share);
    }

    /// <inheritdoc/>
    public override RecordFindings Findings => new(
        _records.Damage, _records.AuxBytes, _encoder.CutChains, _encoder.KernelText, _encoder.Groups);

    /// <inheritdoc/>
    protected override void Fill(RecordBatch batch)
    {
        _encoder.Batch = batch;
        while (batch.HasRoom && !batch.IsRound)
        {
            if (!_records.TryRead(out uint type, out var record))
            {
                batch.IsEnd = true;
                break;
            }

            if (type < (uint)PerfUserRecordType.PERF_RECORD_HEADER_ATTR)
                _encoder.Add((PerfRecordType)type, record);
            else
                batch.IsRound = type == (uint)PerfUserRecordType.PERF_RECORD_FINISHED_ROUND;
        }

        (batch.Latest, batch.Offset) = (_encoder.LastTime, _records.Offset);
    }

    /// <inheritdoc/>
    protected override void Close() => _records.Dispose();
}
