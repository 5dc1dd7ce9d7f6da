namespace OProf.Buffers.Storage;

/// <summary>What a ring tells its storage about itself, so that a file can be read without the process that wrote it.</summary>
/// <param name="SubBufferHeaderSize">Bytes of the header that each sub-buffer begins with.</param>
/// <param name="Overwrites">Whether the oldest records are overwritten rather than the newest refused.</param>
/// <param name="IsFramed">Whether each record has a header of its own (<see cref="Rings.LengthFraming"/>).</param>
/// <param name="TimeSize">Bytes of the time stamp in each record's header: 0 or 8.</param>
/// <param name="HasSingleWriter">Whether one thread writes, so that a commit count is the end of the last record.</param>
public readonly record struct RingDescription(
    int SubBufferHeaderSize,
    bool Overwrites,
    bool IsFramed,
    int TimeSize,
    bool HasSingleWriter);
