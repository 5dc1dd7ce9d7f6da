namespace OProf.Capture.Sync;

/// <summary>A <see cref="StackFrame"/> in the form it is kept: three words.</summary>
/// <param name="Cookie">The file's cookie.</param>
/// <param name="Offset">Offset in it, or the address.</param>
/// <param name="Bits">Mode in the low byte, return address in bit 8.</param>
internal readonly record struct FrameKey(ulong Cookie, ulong Offset, uint Bits) : IHashed
{
    /// <summary>A hash of it.</summary>
    public ulong Hash => HashMixing.Mix(Offset, Cookie ^ ((ulong)Bits << 48));
}
