using OProf.Analysis.Symbols.Elf;
using static OProf.Analysis.Symbols.Dwarf.DwarfConstants;

namespace OProf.Analysis.Symbols.Dwarf;

/// <summary>Reads .debug_line of DWARF 2 to 5 (DWARF 5, section 6.2).</summary>
public static class LineTableReader
{
    private const string Section = ".debug_line";
    private const int MaxRows = 1 << 26;

    /// <summary>Reads all units; the table is empty where the file has no such section.</summary>
    /// <param name="file">The file with the debug information.</param>
    /// <exception cref="ElfFormatException">The section is not sound.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LineTable Read(ElfFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        byte[] bytes = DwarfSection.Read(file, Section);
        var builder = new LineTableBuilder();
        var strings = new DwarfStrings(file);
        var cursor = new DwarfCursor(file, bytes, Section);
        while (!cursor.IsAtEnd)
        {
            // Lengths from 0xfffffff0 up are reserved; the highest says that 64 bits follow (section 7.4).
            int at = cursor.At;
            ulong length = cursor.U32("unit length");
            bool is64 = length == 0xffffffff;
            if (is64)
                length = cursor.U64("unit length");
            else if (length >= 0xfffffff0)
                throw cursor.Wrong(at, "a unit length", $"0x{length:x}");
            var unit = cursor.Take(length, "unit");
            if (length == 0)
                continue;
            var header = LineProgramHeader.Read(ref unit, is64, strings, builder);
            Run(ref unit, header, builder);
        }

        return builder.Build();
    }

    private static void Run(ref DwarfCursor program, LineProgramHeader header, LineTableBuilder builder)
    {
        var state = new LineState(header);
        while (!program.IsAtEnd)
        {
            if (builder.Count > MaxRows)
                throw program.Wrong(program.At, $"at most {MaxRows} rows", "more");
            byte opcode = program.U8("opcode");
            if (opcode >= header.OpcodeBase)
            {
                state.Special(opcode);
                builder.Add(state.Address, header.File(state.File), state.Line);
            }
            else if (opcode == 0)
            {
                Extended(ref program, header, builder, ref state);
            }
            else
            {
                Standard(ref program, opcode, header, builder, ref state);
            }
        }

        builder.DropSequence();
    }

    private static void Standard(ref DwarfCursor program, byte opcode, LineProgramHeader header, LineTableBuilder builder, ref LineState state)
    {
        switch (opcode)
        {
            case DW_LNS_copy:
                builder.Add(state.Address, header.File(state.File), state.Line);
                break;
            case DW_LNS_advance_pc:
                state.Advance(program.Unsigned("advance"));
                break;
            case DW_LNS_advance_line:
                state.Line = unchecked(state.Line + (int)program.Signed("advance of line"));
                break;
            case DW_LNS_set_file:
                state.File = program.Unsigned("file");
                break;
            case DW_LNS_const_add_pc:
                state.Advance((255u - header.OpcodeBase) / header.LineRange);
                break;
            case DW_LNS_fixed_advance_pc:
                state.AdvanceFixed(program.U16("advance"));
                break;
            default:
                for (int operand = 0; operand < header.OperandCounts[opcode]; operand++)
                    program.Unsigned("operand");
                break;
        }
    }

    private static void Extended(ref DwarfCursor program, LineProgramHeader header, LineTableBuilder builder, ref LineState state)
    {
        var operation = program.Take(program.Unsigned("length of extended opcode"), "extended opcode");
        if (operation.IsAtEnd)
            return;
        switch (operation.U8("extended opcode"))
        {
            case DW_LNE_end_sequence:
                builder.EndSequence(state.Address);
                state = new LineState(header);
                break;
            case DW_LNE_set_address:
                int at = operation.At;
                state.SetAddress((operation.End - at) switch
                {
                    4 => operation.U32("address"),
                    8 => operation.U64("address"),
                    int size => throw operation.Wrong(at, "an address of 4 or 8 bytes", $"{size}"),
                });
                break;
            case DW_LNE_define_file:
                header.AddFile(ref operation, operation.String("file"));
                break;
            default:
                break;
        }
    }
}
