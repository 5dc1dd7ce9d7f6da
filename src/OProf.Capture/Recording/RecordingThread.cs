namespace OProf.Capture.Recording;

/// <summary>Moves whole packets from the buffers of a recording to its files, on a thread of its own.</summary>
internal sealed class RecordingThread : IDisposable
{
    // Whoever completes a packet wakes this thread; the time is for none in particular.
    private const int TickMilliseconds = 2000;

    private readonly AutoResetEvent _wake = new(false);
    private readonly object _turns = new();
    private readonly Thread _thread;
    private RecordingStream[] _streams;
    private long _turnsBegun;
    private long _turnsEnded;
    private volatile bool _isOver;
    private Exception? _failure;

    /// <summary>Serves streams; more may come.</summary>
    public RecordingThread(IEnumerable<RecordingStream> streams)
    {
        _streams = [.. streams];
        _thread = new Thread(Run) { IsBackground = true, Name = "OProf recording" };
        _thread.Start();
    }

    /// <summary>Why nothing is written any more; null while all is well.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Serves one more stream.</summary>
    public void Add(RecordingStream stream) => Volatile.Write(ref _streams, [.. _streams, stream]);

    /// <summary>Has the packets that are complete by now moved soon.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Waits until packets that were complete at the call have been moved, or will never be.</summary>
    /// <returns>False where nothing is written any more.</returns>
    public bool WaitForRoom()
    {
        lock (_turns)
        {
            // A turn that is under way may have passed by some of them.
            long turn = _turnsBegun + 1;
            _wake.Set();
            while (_turnsEnded < turn)
                Monitor.Wait(_turns);
        }

        return Failure is null;
    }

    /// <summary>Moves what is complete, and ends the thread.</summary>
    public void Finish()
    {
        _isOver = true;
        _wake.Set();
        _thread.Join();
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();

    private void Run()
    {
        bool isLast;
        do
        {
            _wake.WaitOne(TickMilliseconds);

            // What is complete when the end is announced is moved in this turn.
            isLast = _isOver;
            lock (_turns)
                _turnsBegun++;
            try
            {
                if (Failure is null)
                    Drain();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Volatile.Write(ref _failure, e);
            }

            lock (_turns)
            {
                _turnsEnded = _turnsBegun;
                Monitor.PulseAll(_turns);
            }
        }
        while (!isLast);
    }

    private void Drain()
    {
        foreach (var stream in Volatile.Read(ref _streams))
            stream.Drain();
    }
}
