using OProf.Capture.Sources.PerfEvents.Rings;
using OProf.Capture.Sync;

namespace OProf.Capture.Markers;

/// <summary>A buffer of a session's records: a kernel ring, or a ring of the inbox.</summary>
internal readonly struct CaptureBuffer : IRecordBuffer
{
    private readonly KernelRecordBuffer _kernel;
    private readonly InboxRing? _inbox;

    public CaptureBuffer(KernelRing ring) => _kernel = new KernelRecordBuffer(ring);

    public CaptureBuffer(InboxRing ring) => _inbox = ring;

    /// <summary>The buffers of some rings, in their order.</summary>
    public static CaptureBuffer[] Of(IReadOnlyList<KernelRing> rings)
    {
        var buffers = new CaptureBuffer[rings.Count];
        for (int i = 0; i < buffers.Length; i++)
            buffers[i] = new CaptureBuffer(rings[i]);
        return buffers;
    }

    /// <inheritdoc/>
    /// <remarks>-1 for an inbox: what it has does not tell what state a CPU's tasks are in.</remarks>
    public int Cpu => _inbox is null ? _kernel.Cpu : -1;

    /// <inheritdoc/>
    public void BeginRound()
    {
        if (_inbox is null)
            _kernel.BeginRound();
    }

    /// <inheritdoc/>
    public bool TryPeek(out ReadOnlySpan<byte> record) =>
        _inbox is null ? _kernel.TryPeek(out record) : _inbox.TryPeek(out record);

    /// <inheritdoc/>
    public void Advance(int size)
    {
        if (_inbox is null)
            _kernel.Advance(size);
        else
            _inbox.Advance();
    }

    /// <inheritdoc/>
    public void EndRound()
    {
        if (_inbox is null)
            _kernel.EndRound();
    }
}
