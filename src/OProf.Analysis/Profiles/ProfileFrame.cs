using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>One frame of a sample's call chain, with its name.</summary>
/// <param name="Image">The file, or one of perf's names in brackets.</param>
/// <param name="Symbol">The function; <c>[unknown]</c> where it has no name.</param>
/// <param name="SymbolOffset">Bytes from the function's start; 0 without a name.</param>
/// <param name="Mode">The mode the frame ran in.</param>
/// <param name="Offset">Offset in the image, in bytes; the address itself for the kernel and for memory without a file.</param>
/// <param name="Cookie">The file's cookie.</param>
/// <param name="IsReturnAddress">Whether the place is where a call returns to; the name is that of the call before it.</param>
public sealed record ProfileFrame(
    string Image, string Symbol, ulong SymbolOffset, ProcessorMode Mode, ulong Offset, ulong Cookie, bool IsReturnAddress)
{
    /// <inheritdoc/>
    public override string ToString() => Symbol;
}
