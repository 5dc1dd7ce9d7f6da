using System.IO.Compression;
using OProf.Analysis.Symbols.Elf;

namespace OProf.Analysis.Symbols.Dwarf;

/// <summary>Reads a section of debug information, unpacked where it is compressed (ELF gABI, section Compression Header).</summary>
internal static class DwarfSection
{
    private const ulong SHF_COMPRESSED = 0x800;
    private const uint ELFCOMPRESS_ZLIB = 1;
    private const ulong MaxSize = 1 << 30;

    /// <summary>The section's bytes; empty where the file has none.</summary>
    /// <exception cref="ElfFormatException">It leads out of the file, is larger than 1 GiB, or is compressed in another way than by zlib.</exception>
    internal static byte[] Read(ElfFile file, string name)
    {
        if (file.FindSection(name) is not { HasBytes: true } section)
            return [];
        byte[] bytes = file.ReadSection(section);
        if ((section.Flags & SHF_COMPRESSED) == 0)
            return bytes;
        int header = file.Is64 ? 24 : 12;
        if (bytes.Length < header)
            throw file.Wrong(section.Offset, $"a compression header of {header} bytes in {name}", $"{bytes.Length} bytes");
        var fields = file.Fields(bytes);
        uint type = fields.U32(0, 0);
        ulong size = fields.Word(4, 8);
        if (type != ELFCOMPRESS_ZLIB || size > MaxSize)
            throw file.Wrong(section.Offset, $"{name} compressed by zlib (1) from at most {MaxSize} bytes", $"type {type}, {size} bytes");
        using var packed = new MemoryStream(bytes, header, bytes.Length - header, writable: false);
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        byte[] plain = new byte[size];
        try
        {
            int read = unpacked.ReadAtLeast(plain, plain.Length, throwOnEndOfStream: false);
            if (read != plain.Length)
                throw file.Wrong(section.Offset, $"{size} bytes unpacked of {name}", $"{read}");
        }
        catch (InvalidDataException)
        {
            throw file.Wrong(section.Offset, $"{name} compressed by zlib", "something else");
        }

        return plain;
    }
}
