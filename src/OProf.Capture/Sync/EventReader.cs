namespace OProf.Capture.Sync;

/// <summary>
/// Decodes the words of an <see cref="EventBuffer"/>, from its beginning, as far as they have been written; may be called
/// again when there is more. For one thread; any number of readers can read the same buffer.
/// </summary>
public sealed class EventReader
{
    private readonly EventBuffer _buffer;
    private readonly IEventFeed? _feed;
    private readonly EventDecoder _decoder = new();
    private EventBufferCursor _cursor;
    private int _jumps;
    private long _words;

    /// <summary>Begins at the start of what a buffer keeps.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="feed">What fills the buffer as this reader goes on, the only one to read it; null where others fill it.</param>
    public EventReader(EventBuffer buffer, IEventFeed? feed = null)
    {
        _buffer = buffer;
        _feed = feed;
    }

    /// <summary>Own records of a code that is not known here, skipped by their length.</summary>
    public long SkippedRecords => _decoder.SkippedRecords;

    /// <summary>Samples that were dropped for newer ones before this reader came to them.</summary>
    public long MissedSamples => _cursor.MissedSamples;

    /// <summary>Whether all there will ever be has been read.</summary>
    public bool IsAtEnd => Peek().IsEmpty && _buffer.IsCompleted && Peek().IsEmpty;

    /// <summary>Waits until there is more to read, the stream is complete, or the time is over.</summary>
    /// <param name="timeout">Longest time to wait.</param>
    /// <returns>Whether there is more to read, or the stream is complete.</returns>
    public bool Wait(TimeSpan timeout) => !Peek().IsEmpty || _buffer.Wait(ref _cursor, timeout);

    /// <summary>Has the buffer keep what this reader has not read. For the writer's thread, between two batches.</summary>
    internal void Pin()
    {
        _buffer.Pinned = _cursor.Chunk;
        _buffer.PinsFirst = _cursor.Chunk is null;
    }

    /// <summary>Decodes the next entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>False where nothing more has been written yet.</returns>
    /// <exception cref="InvalidDataException">The words are no event stream (only replayed ones can be so).</exception>
    public bool TryRead(out StreamEvent entry)
    {
        while (true)
        {
            var words = Peek();
            if (words.IsEmpty)
            {
                entry = default;
                return false;
            }

            // What was said in the words that are gone is said again at the beginning of a chunk.
            if (_cursor.Jumps != _jumps)
            {
                _jumps = _cursor.Jumps;
                _decoder.Reset();
            }

            bool said = _decoder.TryDecode(words, out int used, out entry);
            _cursor.Skip(used);
            _words += used;
            if (said)
                return true;
        }
    }

    /// <summary>Whether a log has all that there is to read; then <see cref="SkipToEnd"/> passes it over. For the writer's thread.</summary>
    /// <param name="log">The log, taken when this reader was at the end.</param>
    internal bool IsAllIn(SampleLog log) => log.Words == _buffer.Words - _words && _cursor.Jumps == 0;

    /// <summary>Passes over words, all of them samples', that need not be read, and keeps what comes behind them. For the writer's thread.</summary>
    internal void SkipToEnd(EventStreamWriter writer)
    {
        if (_buffer.Words != _words || _cursor.Chunk is { IsDropped: true })
        {
            if (_buffer.Words != _words)
                _decoder.Resume(writer.DecodedState());
            _words = _buffer.Words;
            _buffer.MoveToEnd(ref _cursor);
        }

        Pin();
    }

    private ReadOnlySpan<ulong> Peek()
    {
        var words = _buffer.Peek(ref _cursor);
        while (words.IsEmpty && _feed is not null && _feed.Feed())
            words = _buffer.Peek(ref _cursor);
        return words;
    }
}
