namespace OProf.Capture.Sources.UserProbes.Images;

/// <summary>A section of a file (ELF gABI, Sections).</summary>
internal readonly record struct ImageSection(string Name, uint Type, ulong Address, ulong Offset, ulong Size, uint Link);
