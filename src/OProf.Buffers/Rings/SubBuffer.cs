namespace OProf.Buffers.Rings;

/// <summary>A whole sub-buffer that the reader has taken.</summary>
/// <param name="Position">Position of its start in the ring.</param>
/// <param name="Used">Bytes of it that are used, its header included.</param>
/// <param name="Records">Records committed in it.</param>
/// <param name="LostBefore">Records that the ring had lost when it was opened, since the ring began.</param>
/// <param name="FirstTime">Time of its first record.</param>
/// <param name="LastTime">
/// Time of its end: that of its last record where the writer gives the times, else when it was closed.
/// </param>
public readonly record struct SubBuffer(long Position, int Used, long Records, long LostBefore, ulong FirstTime, ulong LastTime);
