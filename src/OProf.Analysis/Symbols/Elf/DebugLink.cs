namespace OProf.Analysis.Symbols.Elf;

/// <summary>What .gnu_debuglink says of the file with the debug symbols (GDB manual, section Separate Debug Files).</summary>
/// <param name="FileName">Its name, without a directory.</param>
/// <param name="Crc">CRC-32 of all its bytes.</param>
public readonly record struct DebugLink(string FileName, uint Crc);
