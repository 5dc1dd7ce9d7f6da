namespace OProf.Buffers.Rings;

/// <summary>
/// What is done when a sub-buffer opens and closes. Called by a writer, once a sub-buffer each; where several write, for
/// different sub-buffers at the same time. It must not throw.
/// </summary>
public interface ISubBufferSwitch
{
    /// <summary>Bytes that each sub-buffer begins with and no record is put in; a constant.</summary>
    int HeaderSize { get; }

    /// <summary>A sub-buffer opens. Its header may be written now.</summary>
    /// <returns>False to refuse this record and all later ones.</returns>
    bool Open(in SubBufferOpening opening);

    /// <summary>All of a sub-buffer is committed, and no reader has it yet. Its header may still be changed.</summary>
    void Close(in SubBufferClosing closing);
}
