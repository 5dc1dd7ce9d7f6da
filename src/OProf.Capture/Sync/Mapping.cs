namespace OProf.Capture.Sync;

/// <summary>A range of a process's addresses that is backed by one image.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">Address behind the last one.</param>
/// <param name="FileOffset">Offset in the image of <paramref name="Start"/>.</param>
/// <param name="Cookie">The image; 0 for anonymous memory.</param>
public readonly record struct Mapping(ulong Start, ulong End, ulong FileOffset, ulong Cookie)
{
    /// <summary>The offset to say for an address: in the file, or the address itself where there is no file.</summary>
    public ulong OffsetOf(ulong address) => Cookie == Sync.Cookie.NoCookie ? address : address - Start + FileOffset;
}
