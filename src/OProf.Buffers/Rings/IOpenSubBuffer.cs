namespace OProf.Buffers.Rings;

/// <summary>How far a sub-buffer that is still being filled may be read.</summary>
internal interface IOpenSubBuffer
{
    /// <summary>Position up to which records may be read; at most the start where none may.</summary>
    long ReadableEnd(in SubBufferTable table, long start);
}
