namespace OProf.Buffers.Mmap;

/// <summary>What a mapped buffer does when it is full.</summary>
public enum MmapMode
{
    /// <summary>The reader's <c>data_tail</c> is honoured: what does not fit is dropped and counted.</summary>
    Discard,

    /// <summary>There is no tail: the oldest records are overwritten, and readers see how much they missed.</summary>
    Overwrite,

    /// <summary>Nothing is ever overwritten: the file grows.</summary>
    Append,
}
