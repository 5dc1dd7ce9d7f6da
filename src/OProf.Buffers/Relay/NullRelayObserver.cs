namespace OProf.Buffers.Relay;

/// <summary>An observer that wants to know nothing.</summary>
public sealed class NullRelayObserver : IRelayObserver
{
    /// <summary>The only one there has to be.</summary>
    public static NullRelayObserver Instance { get; } = new();
}
