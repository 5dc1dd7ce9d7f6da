using Iced.Intel;
using OProf.Analysis.Symbols.Elf;

namespace OProf.Analysis.Symbols.Code;

/// <summary>Code of x86 and x86-64, in the AT&amp;T syntax that objdump and perf annotate print.</summary>
internal static class X86Disassembler
{
    private const string Bad = "(bad)";

    /// <summary>The instructions of a function.</summary>
    internal static List<Instruction> Of(FunctionCode code, CancellationToken cancellation)
    {
        var decoder = Decoder.Create(code.Machine == ElfConstants.EM_X86_64 ? 64 : 32, new ByteArrayCodeReader(code.Bytes.ToArray()));
        decoder.IP = code.Address;
        ulong end = code.Address + (ulong)code.Bytes.Length;
        var formatter = new GasFormatter(new SymbolNames(code.NameOf));
        formatter.Options.SpaceAfterOperandSeparator = false;
        formatter.Options.UppercaseHex = false;
        formatter.Options.SmallHexNumbersInDecimal = false;
        var text = new StringOutput();
        var instructions = new List<Instruction>();
        while (decoder.IP < end)
        {
            cancellation.ThrowIfCancellationRequested();
            decoder.Decode(out var decoded);
            if (decoded.IsInvalid)
            {
                // What is no instruction is shown by bytes; the next one may begin at any of them.
                instructions.Add(new Instruction(decoded.IP, 1, Bad));
                ulong next = decoded.IP + 1;
                var rest = code.Bytes[(int)(next - code.Address)..];
                decoder = Decoder.Create(decoder.Bitness, new ByteArrayCodeReader(rest.ToArray()));
                decoder.IP = next;
                continue;
            }

            formatter.Format(decoded, text);
            instructions.Add(new Instruction(decoded.IP, decoded.Length, text.ToStringAndReset()));
        }

        return instructions;
    }

    // Names the targets of branches and of what is addressed by the instruction pointer.
    private sealed class SymbolNames(Func<ulong, string?> nameOf) : ISymbolResolver
    {
        public bool TryGetSymbol(in Iced.Intel.Instruction instruction, int operand, int instructionOperand, ulong address, int addressSize, out SymbolResult symbol)
        {
            bool isCode = instruction.FlowControl is not FlowControl.Next && !instruction.IsIPRelativeMemoryOperand;
            if (isCode && nameOf(address) is { } name)
            {
                symbol = new SymbolResult(address, FormattableString.Invariant($"0x{address:x} <{name}>"));
                return true;
            }

            symbol = default;
            return false;
        }
    }
}
