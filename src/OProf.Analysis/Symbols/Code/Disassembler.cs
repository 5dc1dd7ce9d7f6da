using OProf.Analysis.Symbols.Elf;

namespace OProf.Analysis.Symbols.Code;

/// <summary>Makes instructions of machine code.</summary>
public static class Disassembler
{
    /// <summary>The instructions of a function, in the order of their addresses.</summary>
    /// <param name="code">The function.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Null for a processor that neither this program nor an installed objdump knows.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<Instruction>? Of(FunctionCode code, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return code.Machine is ElfConstants.EM_X86_64 or ElfConstants.EM_386
            ? X86Disassembler.Of(code, cancellation)
            : ObjdumpDisassembler.Of(code, cancellation);
    }
}
