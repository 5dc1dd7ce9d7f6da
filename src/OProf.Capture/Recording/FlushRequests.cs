namespace OProf.Capture.Recording;

/// <summary>Those who wait until all that was written by now is in the stream files. Any thread asks, one answers.</summary>
internal sealed class FlushRequests
{
    private readonly object _gate = new();
    private List<ManualResetEventSlim> _waiting = [];
    private bool _isClosed;

    /// <summary>Waits for the next answer; not at all once it is closed.</summary>
    /// <param name="wake">Has the answer come soon.</param>
    public void Wait(Action wake)
    {
        using var done = new ManualResetEventSlim();
        lock (_gate)
        {
            if (_isClosed)
                return;
            _waiting.Add(done);
        }

        wake();
        done.Wait();
    }

    /// <summary>Those who wait now; whoever takes them answers them.</summary>
    public IReadOnlyList<ManualResetEventSlim> Take()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
                return [];
            var taken = _waiting;
            _waiting = [];
            return taken;
        }
    }

    /// <summary>Has those who were taken wait no longer.</summary>
    public static void Answer(IReadOnlyList<ManualResetEventSlim> taken)
    {
        foreach (var request in taken)
            request.Set();
    }

    /// <summary>Answers all, and has nobody wait any more.</summary>
    /// <returns>False where it was closed before.</returns>
    public bool Close()
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            _isClosed = true;
        }

        Answer(Take());
        return true;
    }
}
