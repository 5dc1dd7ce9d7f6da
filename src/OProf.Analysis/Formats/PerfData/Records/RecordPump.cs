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
internal abstract class RecordPump(RecordReplay replay) : IDisposable
{
    /// <summary>Bytes of records that may wait.</summary>
    private const long MaxWaiting = 128L << 20;

    private ulong _latestOfRound;
    private ulong _limit;
    private bool _takes;
    private bool _isOver;

    /// <summary>Where the records go.</summary>
    public RecordReplay Replay { get; } = replay;

    /// <summary>Offset in the file of what comes next.</summary>
    public abstract long Offset { get; }

    /// <summary>What has been found out so far.</summary>
    public abstract RecordFindings Findings { get; }

    /// <summary>Latest time of a record so far.</summary>
    public abstract ulong Latest { get; }

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

        bool isRound = ReadRecords(out bool isEnd);
        if (isEnd)
            (_limit, _takes, _isOver) = (ulong.MaxValue, true, true);
        else if (isRound)
            (_limit, _takes, _latestOfRound) = (_latestOfRound, true, Latest);
        return true;
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Reads some records, to the end of a round at most.</summary>
    /// <param name="isEnd">Whether there are no more.</param>
    /// <returns>Whether a round has ended.</returns>
    protected abstract bool ReadRecords(out bool isEnd);
}
