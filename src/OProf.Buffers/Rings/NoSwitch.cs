namespace OProf.Buffers.Rings;

/// <summary>Sub-buffers have no header, and nobody is told of them.</summary>
public readonly struct NoSwitch : ISubBufferSwitch
{
    /// <inheritdoc/>
    public int HeaderSize => 0;

    /// <inheritdoc/>
    public bool Open(in SubBufferOpening opening) => true;

    /// <inheritdoc/>
    public void Close(in SubBufferClosing closing)
    {
    }
}
