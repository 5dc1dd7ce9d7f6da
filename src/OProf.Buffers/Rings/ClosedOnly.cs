namespace OProf.Buffers.Rings;

/// <summary>Nothing is read of a sub-buffer before it is whole.</summary>
internal readonly struct ClosedOnly : IOpenSubBuffer
{
    public long ReadableEnd(in SubBufferTable table, long start) => start;
}
