namespace OProf.Buffers.Storage;

/// <summary>A page in the ring of a <see cref="PageList"/>.</summary>
internal unsafe struct PageLink
{
    public byte* Address;

    /// <summary>Offset of its first byte in the data.</summary>
    public long Offset;

    public PageLink* Next;

    public PageLink* Previous;
}
