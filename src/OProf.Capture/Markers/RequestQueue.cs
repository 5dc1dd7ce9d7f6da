using System.Runtime.ExceptionServices;

namespace OProf.Capture.Markers;

/// <summary>What other threads ask of the sync thread: done between two rounds, while they wait.</summary>
internal sealed class RequestQueue(Action wake)
{
    // Guards the queue and whether it is closed; never held while a request is done.
    private readonly object _gate = new();
    private readonly Queue<Request> _waiting = new();
    private bool _isClosed;

    /// <summary>Has something done, and waits for it.</summary>
    /// <returns>False where nothing is done any more.</returns>
    /// <exception cref="Exception">Whatever it threw.</exception>
    public bool Run(Action action)
    {
        using var request = new Request(action);
        lock (_gate)
        {
            if (_isClosed)
                return false;
            _waiting.Enqueue(request);
        }

        wake();
        return request.Wait();
    }

    /// <summary>Has something done soon, and does not wait for it.</summary>
    /// <returns>False where nothing is done any more.</returns>
    public bool Post(Action action)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            _waiting.Enqueue(new Request(action));
        }

        wake();
        return true;
    }

    /// <summary>Does all that was asked for; on the sync thread.</summary>
    public void RunAll()
    {
        while (TryTake(out var request))
            request.Do();
    }

    /// <summary>Does nothing any more; those who wait are told.</summary>
    public void Close()
    {
        lock (_gate)
            _isClosed = true;
        while (TryTake(out var request))
            request.Refuse();
    }

    private bool TryTake(out Request request)
    {
        lock (_gate)
            return _waiting.TryDequeue(out request!);
    }

    private sealed class Request(Action action) : IDisposable
    {
        private readonly ManualResetEventSlim _done = new();
        private ExceptionDispatchInfo? _failure;
        private bool _isRefused;

        public void Do()
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }

            _done.Set();
        }

        public void Refuse()
        {
            _isRefused = true;
            _done.Set();
        }

        public bool Wait()
        {
            _done.Wait();
            _failure?.Throw();
            return !_isRefused;
        }

        public void Dispose() => _done.Dispose();
    }
}
