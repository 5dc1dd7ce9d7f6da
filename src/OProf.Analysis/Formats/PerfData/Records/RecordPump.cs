using OProf.Capture.Sources.PerfEvents.Replay;

namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>Moves the records of a file to a <see cref="RecordReplay"/>, and has it take them, some at a time.</summary>
/// <remarks>
/// What is written between two FINISHED_ROUND records is what perf found in all rings as it went over them once. So a record
/// that is older than the latest of the round before cannot come after this round: perf would have found it then. Where
/// there are no such marks, or a round is larger than what may wait, the oldest go when there are too many.
/// <code>
///   round 1 ──────── latest a ─┤ round 2 ───────────── latest b ─┤ round 3 ──
///                              │ nothing is taken                 │ all up to a is taken
/// </code>
/// </remarks>
internal abstract class RecordPump : IDisposable
{
    /// <summary>Bytes of records that may wait.</summary>
    private const long MaxWaiting = 128L << 20;

    // Less than this is read before another thread has begun.
    private const long LeastAhead = 1 << 20;

    private readonly BatchesAhead _batches;
    private ulong _latestOfRound;
    private ulong _limit;
    private bool _takes;
    private bool _isOver;

    /// <summary>Begins.</summary>
    /// <param name="replay">Where the records go.</param>
    /// <param name="length">Bytes of the records in the file.</param>
    /// <param name="pumps">How many pumps there are of the file at the same time.</param>
    protected RecordPump(RecordReplay replay, long length, int pumps)
    {
        Replay = replay;
        _batches = new BatchesAhead(Fill, length >= LeastAhead && Environment.ProcessorCount > pumps);
    }

    /// <summary>Where the records go.</summary>
    public RecordReplay Replay { get; }

    /// <summary>Offset in the file of what comes next.</summary>
    public long Offset { get; private set; }

    /// <summary>What has been found out; at the end.</summary>
    public abstract RecordFindings Findings { get; }

    /// <summary>Latest time of a record so far.</summary>
    public ulong Latest { get; private set; }

    /// <summary>Does a piece of the work.</summary>
    /// <returns>False where all of it is done.</returns>
    public bool Step()
    {
        if (_takes)
        {
            _takes = Replay.Take(_limit);
            return _takes || !_isOver;
        }

        if (Replay.Waiting > MaxWaiting)
        {
            Replay.Take(ulong.MaxValue - 1);
            return true;
        }

        var batch = _batches.Next();
        (Latest, Offset) = (batch.Latest, batch.Offset);
        (bool isEnd, bool isRound) = (batch.IsEnd, batch.IsRound);
        Replay.Add(batch);
        _batches.Free(batch);
        if (isEnd)
            (_limit, _takes, _isOver) = (ulong.MaxValue, true, true);
        else if (isRound)
            (_limit, _takes, _latestOfRound) = (_latestOfRound, true, Latest);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _batches.Dispose();
        Close();
    }

    /// <summary>Reads the next records. On any thread, one at a time.</summary>
    protected abstract void Fill(RecordBatch batch);

    /// <summary>Gives back what reading holds.</summary>
    protected abstract void Close();
}
