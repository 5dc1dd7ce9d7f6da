namespace OProf.Analysis.Symbols.Dwarf;

/// <summary>Numbers of DWARF (DWARF Debugging Information Format 5, sections 6.2, 7.5.6 and 7.22).</summary>
internal static class DwarfConstants
{
    internal const byte DW_LNS_copy = 1;
    internal const byte DW_LNS_advance_pc = 2;
    internal const byte DW_LNS_advance_line = 3;
    internal const byte DW_LNS_set_file = 4;
    internal const byte DW_LNS_const_add_pc = 8;
    internal const byte DW_LNS_fixed_advance_pc = 9;

    internal const byte DW_LNE_end_sequence = 1;
    internal const byte DW_LNE_set_address = 2;
    internal const byte DW_LNE_define_file = 3;

    internal const ulong DW_LNCT_path = 1;
    internal const ulong DW_LNCT_directory_index = 2;

    internal const ulong DW_FORM_block2 = 0x03;
    internal const ulong DW_FORM_block4 = 0x04;
    internal const ulong DW_FORM_data2 = 0x05;
    internal const ulong DW_FORM_data4 = 0x06;
    internal const ulong DW_FORM_data8 = 0x07;
    internal const ulong DW_FORM_string = 0x08;
    internal const ulong DW_FORM_block = 0x09;
    internal const ulong DW_FORM_block1 = 0x0a;
    internal const ulong DW_FORM_data1 = 0x0b;
    internal const ulong DW_FORM_strp = 0x0e;
    internal const ulong DW_FORM_udata = 0x0f;
    internal const ulong DW_FORM_data16 = 0x1e;
    internal const ulong DW_FORM_line_strp = 0x1f;
}
