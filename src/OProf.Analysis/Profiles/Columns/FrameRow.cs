using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles.Columns;

/// <summary>A place in a program that call chains have.</summary>
/// <param name="Function">Index in <see cref="Profile.Functions"/>.</param>
/// <param name="Mapping">Index in <see cref="Profile.Mappings"/>.</param>
/// <param name="Offset">Offset in the file, in bytes; the address itself for the kernel and for memory without a file.</param>
/// <param name="SymbolOffset">Bytes from the function's start (of the byte before, for a return address); 0 for what has no name.</param>
/// <param name="Mode">The mode it ran in.</param>
/// <param name="IsReturnAddress">Whether it is where a call returns to: the call lies before it, and the function is that of the call.</param>
public readonly record struct FrameRow(
    int Function, int Mapping, ulong Offset, ulong SymbolOffset, ProcessorMode Mode, bool IsReturnAddress);
