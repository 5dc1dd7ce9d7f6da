namespace OProf.Capture.Sources.Synthetic;

/// <summary>Where one subscriber is told of something before it happens; a second one is refused.</summary>
/// <typeparam name="T">What it is told.</typeparam>
internal sealed class SyntheticNotifier<T>(string name)
{
    private Action<T>? _handler;

    /// <summary>Whether somebody is told.</summary>
    public bool IsRegistered => Volatile.Read(ref _handler) is not null;

    /// <summary>Registers a subscriber.</summary>
    /// <returns>What ends the registration.</returns>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    public IDisposable Register(Action<T> handler)
    {
        if (Interlocked.CompareExchange(ref _handler, handler, null) is not null)
            throw new InvalidOperationException($"The notifier of {name} has a subscriber already.");
        return new Registration(this);
    }

    /// <summary>Tells the subscriber, and comes back when it has done what it has to.</summary>
    public void Raise(T what) => Volatile.Read(ref _handler)?.Invoke(what);

    private sealed class Registration(SyntheticNotifier<T> notifier) : IDisposable
    {
        private SyntheticNotifier<T>? _notifier = notifier;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _notifier, null) is { } notifier)
                Volatile.Write(ref notifier._handler, null);
        }
    }
}
