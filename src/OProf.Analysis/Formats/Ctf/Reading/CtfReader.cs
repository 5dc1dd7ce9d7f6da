namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// Reads the events of several streams in the order of their time; where times are equal, in the order of the streams. For
/// one thread.
/// </summary>
/// <remarks>
/// Streams whose clocks are one clock are merged by that clock's own time, others by wall time. A stream is opened when its
/// first packet's time has come and closed at its end, so that thousands of short streams are never open together.
/// Invariant: _heap is a binary heap by time, then stream; its first entry is the stream that was read last.
/// </remarks>
public sealed class CtfReader : IDisposable
{
    private readonly IReadOnlyList<CtfStream> _streams;
    private readonly CtfStreamReader?[] _readers;
    private readonly StreamTimes _times;
    private readonly (long Time, int Stream)[] _heap;
    private int _count;
    private bool _isAtFirst;

    internal CtfReader(IReadOnlyList<CtfStream> streams)
    {
        _streams = streams;
        _readers = new CtfStreamReader?[streams.Count];
        _heap = new (long, int)[streams.Count];
        _times = new StreamTimes(streams);
        for (int i = 0; i < streams.Count; i++)
        {
            bool hasBegin = streams[i] is { Clock: not null, First.TimeBegin: not null };
            Push((hasBegin ? _times.Of(i, streams[i].Clock!.ToNanoseconds(streams[i].First.TimeBegin!.Value)) : long.MinValue, i));
        }
    }

    /// <summary>Whether times are compared by wall time, as the streams have several clocks.</summary>
    public bool IsMergedByWallTime => _times.AreWallTimes;

    /// <summary>The stream's reader that has what was read last.</summary>
    /// <exception cref="InvalidOperationException">Nothing was read, or nothing is left.</exception>
    public CtfStreamReader Current => _isAtFirst
        ? _readers[_heap[0].Stream]!
        : throw new InvalidOperationException("The reader is at no event.");

    /// <summary>Nanoseconds on the time line of the merge: the clock's own, or from the Unix epoch.</summary>
    public long Time => _heap[0].Time;

    /// <summary>Goes to the next event or loss.</summary>
    /// <returns>False where all streams are over.</returns>
    /// <exception cref="IOException">The bytes cannot be read (any more).</exception>
    public bool Read()
    {
        if (_isAtFirst)
            Advance();
        while (_count > 0)
        {
            int stream = _heap[0].Stream;
            if (_readers[stream] is not null)
            {
                _isAtFirst = true;
                return true;
            }

            _readers[stream] = _streams[stream].Read();
            Advance();
        }

        _isAtFirst = false;
        return false;
    }

    /// <summary>Gives back what the reader holds.</summary>
    public void Dispose()
    {
        foreach (var reader in _readers)
            reader?.Dispose();
        _count = 0;
        _isAtFirst = false;
    }

    // Takes the first stream on, and puts it where its next time belongs.
    private void Advance()
    {
        int stream = _heap[0].Stream;
        var reader = _readers[stream]!;
        if (reader.Read())
        {
            _heap[0] = (_times.Of(stream, reader.Time), stream);
        }
        else
        {
            reader.Dispose();
            _heap[0] = _heap[--_count];
        }

        SiftDown();
    }

    private void SiftDown()
    {
        var moved = _heap[0];
        int at = 0;
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= _count)
                break;
            if (child + 1 < _count && IsBefore(_heap[child + 1], _heap[child]))
                child++;
            if (!IsBefore(_heap[child], moved))
                break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = moved;
    }

    private void Push((long Time, int Stream) entry)
    {
        int at = _count++;
        while (at > 0 && IsBefore(entry, _heap[(at - 1) / 2]))
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = entry;
    }

    private static bool IsBefore((long Time, int Stream) a, (long Time, int Stream) b) => a.Time != b.Time ? a.Time < b.Time : a.Stream < b.Stream;
}
