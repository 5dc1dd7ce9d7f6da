namespace OProf.Capture.Sources.UserProbes.Images;

/// <summary>A part of a file that is loaded (PT_LOAD of the ELF gABI).</summary>
/// <param name="Address">Virtual address of its first byte, as the file has it.</param>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Size">Bytes in the file.</param>
internal readonly record struct ImageSegment(ulong Address, ulong Offset, ulong Size);
