namespace OProf.Capture.Sync;

/// <summary>One frame of a call chain, as it stays true after the process is gone.</summary>
/// <param name="Cookie">The file, or one of the two cookies of <see cref="Sync.Cookie"/>; 0 for the kernel.</param>
/// <param name="Offset">
/// Offset in the file; the address itself for the kernel, for anonymous memory and where no mapping was found.
/// </param>
/// <param name="Mode">The mode the frame ran in.</param>
/// <param name="IsReturnAddress">
/// Whether the address is where a call returns to, so that the call itself lies before it; false for the innermost frame
/// of each mode, which is the exact place.
/// </param>
public readonly record struct StackFrame(ulong Cookie, ulong Offset, ProcessorMode Mode, bool IsReturnAddress);
