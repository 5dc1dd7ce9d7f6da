namespace OProf.Buffers.Relay;

/// <summary>A sub-buffer found in the file of a buffer whose writer is gone.</summary>
/// <param name="Position">Position of its start in the ring.</param>
/// <param name="Used">
/// Bytes from its start on, its header included, in which the committed records lie: one after the other, or where several
/// threads wrote, to be read by <see cref="Rings.FramedRecords"/>, which passes over those that were not committed.
/// </param>
/// <param name="IsClosed">
/// Whether the observer had closed it, so that its header is complete. Else the header is as it was when it opened.
/// </param>
/// <param name="Records">Records committed in it.</param>
/// <param name="CutOff">Bytes behind or between them that were reserved and not committed.</param>
/// <param name="LostBefore">Records that the buffer had lost when it was opened.</param>
/// <param name="FirstTime">Time of its first record.</param>
/// <param name="LastTime">Time of its last record.</param>
public readonly record struct RecoveredSubBuffer(
    long Position,
    int Used,
    bool IsClosed,
    long Records,
    int CutOff,
    long LostBefore,
    ulong FirstTime,
    ulong LastTime);
