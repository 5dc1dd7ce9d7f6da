using OProf.Buffers.Rings;

namespace OProf.Capture.Markers;

/// <summary>Wakes the sync thread when a sub-buffer of an inbox is full.</summary>
internal readonly struct InboxSwitch(MarkerInbox inbox) : ISubBufferSwitch
{
    /// <inheritdoc/>
    public int HeaderSize => 0;

    /// <inheritdoc/>
    public bool Open(in SubBufferOpening opening) => true;

    /// <inheritdoc/>
    public void Close(in SubBufferClosing closing) => inbox.Wake();
}
