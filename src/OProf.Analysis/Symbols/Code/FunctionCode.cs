namespace OProf.Analysis.Symbols.Code;

/// <summary>The machine code of a function, as its file has it.</summary>
/// <param name="Path">Where it was read; the file that was mapped, or one of the same build id.</param>
/// <param name="Machine">The processor it is for: e_machine of the ELF header.</param>
/// <param name="Is64">Whether the file is a 64-bit one.</param>
/// <param name="Address">Virtual address of the first byte, before any relocation; as objdump prints it.</param>
/// <param name="Offset">Offset of the first byte in the file.</param>
/// <param name="Bytes">The code; of a function that is larger than <see cref="MaxBytes"/> its beginning.</param>
/// <param name="NameOf">Says what an address of the file is called, as <c>main+0x10</c>; null where nothing is known.</param>
public sealed record FunctionCode(
    string Path, int Machine, bool Is64, ulong Address, ulong Offset, ReadOnlyMemory<byte> Bytes, Func<ulong, string?> NameOf)
{
    /// <summary>Most bytes that are read of a function.</summary>
    public const int MaxBytes = 1 << 20;
}
