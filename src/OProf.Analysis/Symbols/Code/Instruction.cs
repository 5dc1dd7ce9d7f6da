namespace OProf.Analysis.Symbols.Code;

/// <summary>A machine instruction.</summary>
/// <param name="Address">Virtual address of its first byte, before any relocation.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Text">What it says in the assembler's words; <c>(bad)</c> for bytes that are none.</param>
public readonly record struct Instruction(ulong Address, int Length, string Text);
