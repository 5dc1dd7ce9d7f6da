using OProf.Buffers.Rings;

namespace OProf.Buffers.Relay;

/// <summary>Tells an observer of the sub-buffers of a CPU: one virtual call a sub-buffer, none a record.</summary>
public readonly struct RelaySwitch : ISubBufferSwitch
{
    private readonly IRelayObserver _observer;
    private readonly int _cpu;

    /// <summary>For a CPU.</summary>
    public RelaySwitch(IRelayObserver observer, int cpu)
    {
        _observer = observer;
        _cpu = cpu;
        HeaderSize = observer.HeaderSize;
    }

    /// <inheritdoc/>
    public int HeaderSize { get; }

    /// <inheritdoc/>
    public bool Open(in SubBufferOpening opening) => _observer.SubBufferStart(_cpu, opening);

    /// <inheritdoc/>
    public void Close(in SubBufferClosing closing) => _observer.SubBufferEnd(_cpu, closing);
}
