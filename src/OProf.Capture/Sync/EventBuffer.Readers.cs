namespace OProf.Capture.Sync;

/// <content>What readers do: follow the words with a cursor, and wait for new ones.</content>
public sealed partial class EventBuffer
{
    /// <summary>Wakes readers where the watermark has been passed since the last time; called after each batch.</summary>
    public void WakeReadersAtWatermark()
    {
        if (_words - _wordsAtLastWake >= _watermarkWords)
            WakeReaders();
    }

    /// <summary>Wakes readers that wait, whatever the watermark.</summary>
    public void WakeReaders()
    {
        _wordsAtLastWake = _words;
        lock (_readersGate)
            Monitor.PulseAll(_readersGate);
    }

    /// <summary>Says that nothing more will be written, and wakes every reader.</summary>
    public void Complete()
    {
        Volatile.Write(ref _completed, true);
        WakeReaders();
    }

    /// <summary>
    /// The words from a cursor on that lie in one piece. The cursor is moved only where what it was at has been read or
    /// dropped.
    /// </summary>
    /// <returns>An empty span where nothing has been written behind the cursor yet.</returns>
    public ReadOnlySpan<ulong> Peek(ref EventBufferCursor cursor)
    {
        while ((cursor.Chunk ??= EnterFirst()) is { } chunk)
        {
            int used = chunk.Used;
            if (cursor.Word < used)
                return chunk.Words.AsSpan(cursor.Word, used - cursor.Word);
            if (chunk.Next is { } next)
            {
                // There is a chunk after this one, so `used`, if read again, is final. One that was dropped before it could
                // be entered was so after this one, which leads nowhere by now.
                if (used == chunk.Used && next.TryEnter())
                    Move(ref cursor, next);
            }
            else if (chunk.IsDropped)
            {
                var first = EnterFirst()!;
                cursor.Jumps++;
                cursor.MissedSamples += first.SamplesBefore - chunk.SamplesBefore - chunk.Samples;
                Move(ref cursor, first);
            }
            else
            {
                break;
            }
        }

        return default;
    }

    private static void Move(ref EventBufferCursor cursor, EventChunk chunk)
    {
        cursor.Chunk!.Leave();
        (cursor.Chunk, cursor.Word) = (chunk, 0);
    }

    // Null where there is none yet. One that is dropped meanwhile has another first one behind it.
    private EventChunk? EnterFirst()
    {
        EventChunk? first;
        do
            first = Volatile.Read(ref _first);
        while (first is not null && !first.TryEnter());
        return first;
    }

    /// <summary>Waits until there are words behind a cursor, the buffer is complete, or the time is over.</summary>
    /// <param name="cursor">The reader's cursor.</param>
    /// <param name="timeout">Longest time to wait.</param>
    /// <returns>Whether there are words, or the buffer is complete.</returns>
    public bool Wait(ref EventBufferCursor cursor, TimeSpan timeout)
    {
        // Readers are woken after rounds that had nothing for them, too: that is no end of the wait.
        long end = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        lock (_readersGate)
        {
            while (Peek(ref cursor).IsEmpty && !IsCompleted)
            {
                long left = end == long.MaxValue ? Timeout.Infinite : end - Environment.TickCount64;
                if (left != Timeout.Infinite && left <= 0)
                    break;
                Monitor.Wait(_readersGate, (int)Math.Min(left, int.MaxValue));
            }
        }

        return !Peek(ref cursor).IsEmpty || IsCompleted;
    }
}
