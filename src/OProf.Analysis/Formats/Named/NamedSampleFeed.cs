using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.Named;

/// <summary>Puts the samples of a file that names its frames into the stream of one reader, as it needs them.</summary>
/// <remarks>
/// Where the file says no times, its rows are in no order that means anything: often those of one function follow each other.
/// Their samples are spread then over <see cref="Rounds"/> rounds, each with its part of every row, so that pieces of the
/// stream are alike: a comparison takes how much they differ for chance.
/// </remarks>
internal sealed class NamedSampleFeed : IEventFeed
{
    // A multiple of the slices of a comparison.
    private const ulong Rounds = 120;
    private const long WordsAtOnce = EventBuffer.ChunkWords / 4;

    private readonly NamedSamples _samples;
    private readonly StackTable _stacks;
    private readonly TaskTable _tasks;
    private readonly EventStreamWriter _writer;
    private readonly ulong _rounds;
    private ulong _round;
    private int _row;
    private ulong _index;
    private ulong _end;

    internal NamedSampleFeed(NamedSamples samples, SessionTables tables, EventBuffer buffer)
    {
        _samples = samples;
        _stacks = tables.Stacks;
        _tasks = tables.Tasks;
        _writer = new EventStreamWriter(buffer);
        _rounds = samples.HasTimes || samples.AreRowsSamples ? 1 : Rounds;
        _row = -1;
    }

    /// <inheritdoc/>
    public bool Feed()
    {
        if (_writer.Buffer.IsCompleted)
            return false;
        long enough = _writer.Buffer.Words + WordsAtOnce;
        while (_writer.Buffer.Words < enough)
        {
            if (_index < _end)
            {
                Put(_samples[_row]);
                _index++;
            }
            else if (!NextRow())
            {
                _writer.Buffer.Complete();
                break;
            }
        }

        return true;
    }

    private bool NextRow()
    {
        if (++_row >= _samples.Count)
        {
            _row = 0;
            if (++_round >= _rounds || _samples.Count == 0)
                return false;
        }

        // Rows of fewer samples than rounds begin in different rounds.
        ulong count = _samples.SamplesOf(_row);
        ulong phase = (ulong)_row * 0x9E3779B97F4A7C15UL % _rounds;
        _index = ((count * _round) + phase) / _rounds;
        _end = ((count * (_round + 1)) + phase) / _rounds;
        return true;
    }

    private void Put(in NamedSample row)
    {
        var place = _stacks.Frame(_stacks.FrameOf(row.Stack));
        var task = _tasks[row.Task];
        _writer.Sample(new StreamSample
        {
            Time = row.Time,
            Cpu = row.Cpu,
            Mode = place.Mode,
            Task = row.Task,
            ProcessId = task.ProcessId,
            ThreadId = task.ThreadId,
            Cookie = place.Cookie,
            Offset = place.Offset,
            Event = row.Event,
            Period = _samples.PeriodOf(row, _index),
            Stack = row.Stack,
        });
    }
}
