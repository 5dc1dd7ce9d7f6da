namespace OProf.Buffers.Mmap;

/// <summary>What became of a record.</summary>
public enum RingWriteResult
{
    /// <summary>It is in the buffer.</summary>
    Written,

    /// <summary>There was no room: it was dropped and counted.</summary>
    Full,

    /// <summary>It is larger than a record of this buffer can be: refused and counted.</summary>
    TooLarge,

    /// <summary>The mapping has no data page.</summary>
    NoData,
}
