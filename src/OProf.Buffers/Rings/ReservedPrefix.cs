namespace OProf.Buffers.Rings;

/// <summary>A sub-buffer may be read as far as it is reserved, up to the first record that is open: where a lock keeps the writers out.</summary>
internal readonly unsafe struct ReservedPrefix : IOpenSubBuffer
{
    public long ReadableEnd(in SubBufferTable table, long start)
    {
        // An end of this lap says that the rest is padding.
        long end = table.At(start)->End;
        return end > start ? end : Math.Min(table.Control->Reserved, start + table.SubBufferSize);
    }
}
