namespace OProf.Analysis.Symbols.Elf;

/// <summary>Numbers of the ELF gABI (sections ELF Header, Sections, Symbol Table, Program Header) and of its x86-64 supplement.</summary>
internal static class ElfConstants
{
    internal const byte ELFCLASS32 = 1;
    internal const byte ELFCLASS64 = 2;
    internal const byte ELFDATA2LSB = 1;
    internal const byte ELFDATA2MSB = 2;

    internal const ushort EM_386 = 3;
    internal const ushort EM_ARM = 40;
    internal const ushort EM_X86_64 = 62;
    internal const ushort EM_AARCH64 = 183;
    internal const ushort EM_RISCV = 243;

    internal const uint PN_XNUM = 0xffff;
    internal const uint PT_LOAD = 1;
    internal const uint PT_NOTE = 4;
    internal const uint PF_X = 1;

    internal const uint SHN_UNDEF = 0;
    internal const uint SHN_LORESERVE = 0xff00;
    internal const uint SHN_XINDEX = 0xffff;

    internal const uint SHT_SYMTAB = 2;
    internal const uint SHT_STRTAB = 3;
    internal const uint SHT_RELA = 4;
    internal const uint SHT_NOTE = 7;
    internal const uint SHT_NOBITS = 8;
    internal const uint SHT_REL = 9;
    internal const uint SHT_DYNSYM = 11;
    internal const ulong SHF_EXECINSTR = 4;

    internal const int STB_LOCAL = 0;
    internal const int STB_GLOBAL = 1;
    internal const int STB_WEAK = 2;
    internal const int STB_GNU_UNIQUE = 10;

    internal const int STT_NOTYPE = 0;
    internal const int STT_FUNC = 2;
    internal const int STT_GNU_IFUNC = 10;

    internal const int STV_INTERNAL = 1;
    internal const int STV_HIDDEN = 2;

    internal const uint NT_GNU_BUILD_ID = 3;

    internal const uint R_X86_64_GLOB_DAT = 6;
    internal const uint R_X86_64_JUMP_SLOT = 7;
    internal const uint R_X86_64_IRELATIVE = 37;
}
