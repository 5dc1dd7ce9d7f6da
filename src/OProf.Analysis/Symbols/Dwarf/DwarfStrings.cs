using OProf.Analysis.Symbols.Elf;
using static OProf.Analysis.Symbols.Dwarf.DwarfConstants;

namespace OProf.Analysis.Symbols.Dwarf;

/// <summary>Reads values by their form (DWARF 5, section 7.5.6), as far as line programs have them.</summary>
internal sealed class DwarfStrings(ElfFile file)
{
    private readonly Lazy<byte[]> _strings = new(() => DwarfSection.Read(file, ".debug_str"));
    private readonly Lazy<byte[]> _lineStrings = new(() => DwarfSection.Read(file, ".debug_line_str"));

    internal string Read(ref DwarfCursor cursor, ulong form, bool is64)
    {
        int at = cursor.At;
        switch (form)
        {
            case DW_FORM_string:
                return cursor.String("string");
            case DW_FORM_line_strp:
                return At(_lineStrings.Value, cursor.Offset(is64, "offset of a string"), ".debug_line_str");
            case DW_FORM_strp:
                return At(_strings.Value, cursor.Offset(is64, "offset of a string"), ".debug_str");
            default:
                throw cursor.Wrong(at, "a string", $"form 0x{form:x}");
        }
    }

    internal static ulong Number(ref DwarfCursor cursor, ulong form)
    {
        int at = cursor.At;
        return form switch
        {
            DW_FORM_udata => cursor.Unsigned("number"),
            DW_FORM_data1 => cursor.U8("number"),
            DW_FORM_data2 => cursor.U16("number"),
            DW_FORM_data4 => cursor.U32("number"),
            DW_FORM_data8 => cursor.U64("number"),
            _ => throw cursor.Wrong(at, "a number", $"form 0x{form:x}"),
        };
    }

    internal static void Skip(ref DwarfCursor cursor, ulong form, bool is64)
    {
        switch (form)
        {
            case DW_FORM_string:
                cursor.String("string");
                break;
            case DW_FORM_strp or DW_FORM_line_strp:
                cursor.Offset(is64, "offset of a string");
                break;
            case DW_FORM_data16:
                cursor.Skip(16, "data");
                break;
            case DW_FORM_block:
                cursor.Skip(cursor.Unsigned("length of a block"), "block");
                break;
            case DW_FORM_block1:
                cursor.Skip(cursor.U8("length of a block"), "block");
                break;
            case DW_FORM_block2:
                cursor.Skip(cursor.U16("length of a block"), "block");
                break;
            case DW_FORM_block4:
                cursor.Skip(cursor.U32("length of a block"), "block");
                break;
            default:
                Number(ref cursor, form);
                break;
        }
    }

    private string At(byte[] section, ulong offset, string name)
    {
        if (offset >= (ulong)section.Length)
            throw file.Wrong(offset, $"a string in {name}", $"{section.Length} bytes");
        var cursor = new DwarfCursor(file, section, name);
        cursor.Skip(offset, "strings");
        return cursor.String("string");
    }
}
