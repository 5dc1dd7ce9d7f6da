using System.Buffers.Binary;

namespace OProf.Analysis.Symbols.Elf;

/// <summary>
/// Decodes one stub of an x86-64 PLT (x86-64 psABI, section Procedure Linkage Table, and its variants for CET and MPX).
/// What matters are two instructions: <c>jmp *slot(%rip)</c>, and <c>push $index</c> of the lazy binding.
/// </summary>
internal static class X64PltStub
{
    private static ReadOnlySpan<byte> EndBranch => [0xf3, 0x0f, 0x1e, 0xfa];

    /// <summary>The name of the function that a stub leads to, or null.</summary>
    internal static string? Decode(ReadOnlySpan<byte> code, ulong address, PltSlots slots)
    {
        int at = code.StartsWith(EndBranch) ? EndBranch.Length : 0;
        if (at + 5 <= code.Length && code[at] == 0x68)
        {
            int index = BinaryPrimitives.ReadInt32LittleEndian(code[(at + 1)..]);
            return index >= 0 && index < slots.ByOrder.Count ? slots.ByOrder[index] : null;
        }

        if (at < code.Length && code[at] == 0xf2)
            at++; // bnd
        if (at + 6 > code.Length || code[at] != 0xff || code[at + 1] != 0x25)
            return null;
        long displacement = BinaryPrimitives.ReadInt32LittleEndian(code[(at + 2)..]);
        ulong slot = unchecked(address + (ulong)(at + 6) + (ulong)displacement);
        return slots.ByAddress.GetValueOrDefault(slot);
    }

    /// <summary>Whether it is the first entry, that all lazy stubs jump to: <c>push GOT+8(%rip)</c>.</summary>
    internal static bool IsHeader(ReadOnlySpan<byte> code) => code[0] == 0xff && code[1] == 0x35;
}
