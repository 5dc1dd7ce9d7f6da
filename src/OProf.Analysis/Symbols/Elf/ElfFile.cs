using System.Text;
using OProf.Analysis.Symbols.Files;
using static OProf.Analysis.Symbols.Elf.ElfConstants;

namespace OProf.Analysis.Symbols.Elf;

/// <summary>
/// The headers of an ELF file, 32 or 64 bits, of either byte order (ELF gABI). Nothing in the file is trusted: each offset,
/// size and count is checked against the length of the file before it is used, and each limit here is far above what
/// linkers write.
/// </summary>
public sealed class ElfFile
{
    private const int MaxSections = 1 << 17;
    private const int MaxSectionName = 256;
    private const int MaxNotes = 1 << 20;
    private const ulong MaxRead = 1 << 30;

    private readonly IByteSource _source;

    private ElfFile(IByteSource source) => _source = source;

    /// <summary>The file's name, for messages.</summary>
    public string Name => _source.Name;

    /// <summary>Whether it is of ELFCLASS64.</summary>
    public bool Is64 { get; private set; }

    /// <summary>Whether it is of ELFDATA2LSB.</summary>
    public bool IsLittleEndian { get; private set; }

    /// <summary>e_machine; EM_X86_64 is 62.</summary>
    public int Machine { get; private set; }

    /// <summary>All program headers in their order.</summary>
    public IReadOnlyList<ElfSegment> Segments { get; private set; } = [];

    /// <summary>All sections by index; empty where the file has no section headers.</summary>
    public IReadOnlyList<ElfSection> Sections { get; private set; } = [];

    /// <summary>Reads the headers; <paramref name="source"/> has to stay open while the result is used.</summary>
    /// <param name="source">The file's bytes.</param>
    /// <exception cref="ElfFormatException">It is not an ELF file, or a header leads out of it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ElfFile Read(IByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var file = new ElfFile(source);
        file.ReadHeaders();
        return file;
    }

    /// <summary>The first section of a name, or null.</summary>
    /// <param name="name">The name, such as ".symtab".</param>
    public ElfSection? FindSection(string name)
    {
        foreach (var section in Sections)
        {
            if (section.Name == name)
                return section;
        }

        return null;
    }

    /// <summary>The bytes of a section.</summary>
    /// <param name="section">A section of this file which <see cref="ElfSection.HasBytes"/>.</param>
    /// <exception cref="ElfFormatException">They are not within the file, or more than 1 GiB.</exception>
    public byte[] ReadSection(ElfSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Bytes(section.Offset, section.HasBytes ? section.Size : 0, $"section {section.Name}");
    }

    /// <summary>Fills a buffer from a section.</summary>
    /// <param name="section">A section of this file.</param>
    /// <param name="offset">Offset from the section's start, in bytes.</param>
    /// <param name="buffer">Filled to its end.</param>
    /// <exception cref="ElfFormatException">The bytes are not within the section or not within the file.</exception>
    public void ReadSection(ElfSection section, ulong offset, Span<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(section);
        ulong count = (ulong)buffer.Length;
        if (!section.HasBytes || offset > section.Size || count > section.Size - offset)
            throw Wrong(section.Offset, $"{count} bytes at {offset} of section {section.Name}", $"{section.Size} bytes");
        if (section.Offset > _source.Length || section.Size > _source.Length - section.Offset)
            throw OutOfFile(section.Offset, section.Size, $"section {section.Name}");
        _source.Read(section.Offset + offset, buffer);
    }

    /// <summary>The virtual address that a file offset is loaded at, or null where no PT_LOAD segment holds it.</summary>
    /// <param name="offset">Offset in the file, in bytes. Where two segments share a page, the executable one is meant.</param>
    public ulong? AddressOf(ulong offset)
    {
        ulong? address = null;
        foreach (var segment in Segments)
        {
            if (segment.Type != PT_LOAD || offset < segment.Offset || offset - segment.Offset >= segment.FileSize)
                continue;
            ulong candidate = unchecked(segment.Address + (offset - segment.Offset));
            if ((segment.Flags & PF_X) != 0)
                return candidate;
            address ??= candidate;
        }

        return address;
    }

    /// <summary>The GNU build id, from a note section or else a PT_NOTE segment; empty where there is none.</summary>
    /// <exception cref="ElfFormatException">A note's bytes are not within the file.</exception>
    public byte[] ReadBuildId()
    {
        foreach (var section in Sections)
        {
            if (section.Type == SHT_NOTE && section.Size <= MaxNotes && FindBuildId(ReadSection(section)) is { } id)
                return id;
        }

        foreach (var segment in Segments)
        {
            if (segment.Type == PT_NOTE && segment.FileSize <= MaxNotes
                && FindBuildId(Bytes(segment.Offset, segment.FileSize, "PT_NOTE segment")) is { } id)
                return id;
        }

        return [];
    }

    /// <summary>What .gnu_debuglink says, or null where there is none or its name is not a plain file name.</summary>
    /// <exception cref="ElfFormatException">The section's bytes are not within the file.</exception>
    public DebugLink? ReadDebugLink()
    {
        if (FindSection(".gnu_debuglink") is not { HasBytes: true, Size: <= 4096 } section)
            return null;
        byte[] bytes = ReadSection(section);
        int end = Array.IndexOf(bytes, (byte)0);
        int crc = (end + 4) & ~3;
        if (end <= 0 || crc + 4 > bytes.Length)
            return null;
        string name = Encoding.UTF8.GetString(bytes, 0, end);
        return name.Contains('/') || name is "." or ".." ? null : new DebugLink(name, Fields(bytes).U32(crc, crc));
    }

    internal ElfFields Fields(ReadOnlySpan<byte> bytes) => new(bytes, Is64, IsLittleEndian);

    internal ElfFormatException Wrong(ulong offset, string expected, string found) => new(Name, offset, expected, found);

    private static int Align4(uint size) => (int)((size + 3) & ~3u);

    /// <summary>Walks notes: three words (name size, descriptor size, type), then both, each padded to 4 bytes (gABI, Note Section).</summary>
    private byte[]? FindBuildId(byte[] notes)
    {
        const int Header = 12;
        for (int at = 0; notes.Length - at >= Header;)
        {
            var fields = Fields(notes.AsSpan(at));
            uint nameSize = fields.U32(0, 0), size = fields.U32(4, 4), type = fields.U32(8, 8);
            if (nameSize > (uint)notes.Length || size > (uint)notes.Length)
                return null;
            int start = at + Header + Align4(nameSize);
            if (start > notes.Length || size > (uint)(notes.Length - start))
                return null;
            if (type == NT_GNU_BUILD_ID && size > 0 && notes.AsSpan(at + Header, (int)nameSize).SequenceEqual("GNU\0"u8))
                return notes.AsSpan(start, (int)size).ToArray();
            at = start + Align4(size);
        }

        return null;
    }

    private byte[] Bytes(ulong offset, ulong size, string what)
    {
        if (offset > _source.Length || size > _source.Length - offset)
            throw OutOfFile(offset, size, what);
        if (size > MaxRead)
            throw Wrong(offset, $"{what} of at most {MaxRead} bytes", $"{size}");
        byte[] bytes = new byte[size];
        _source.Read(offset, bytes);
        return bytes;
    }

    private ElfFormatException OutOfFile(ulong offset, ulong size, string what) =>
        Wrong(offset, $"{size} bytes of {what}", $"a file of {_source.Length} bytes");

    private void ReadHeaders()
    {
        byte[] ident = Bytes(0, 16, "ELF identification");
        if (!ident.AsSpan(0, 4).SequenceEqual("\u007fELF"u8))
            throw Wrong(0, "7f 45 4c 46 (ELF)", Convert.ToHexString(ident, 0, 4));
        if (ident[4] is not (ELFCLASS32 or ELFCLASS64))
            throw Wrong(4, "class 1 or 2", $"{ident[4]}");
        if (ident[5] is not (ELFDATA2LSB or ELFDATA2MSB))
            throw Wrong(5, "data encoding 1 or 2", $"{ident[5]}");
        Is64 = ident[4] == ELFCLASS64;
        IsLittleEndian = ident[5] == ELFDATA2LSB;

        var header = Fields(Bytes(0, Is64 ? 64u : 52u, "ELF header"));
        Machine = header.U16(18, 18);
        ulong programs = header.Word(28, 32), sections = header.Word(32, 40);
        uint programSize = header.U16(42, 54), programCount = header.U16(44, 56);
        uint sectionSize = header.U16(46, 58), sectionCount = header.U16(48, 60), namesIndex = header.U16(50, 62);

        // Section 0 has the counts that do not fit the header's 16 bits.
        if (sections != 0)
        {
            uint least = Is64 ? 64u : 40u;
            if (sectionSize < least)
                throw Wrong(46, $"section headers of at least {least} bytes", $"{sectionSize}");
            var first = Fields(Bytes(sections, sectionSize, "section header 0"));
            if (sectionCount == 0)
                sectionCount = (uint)Math.Min(first.Word(20, 32), uint.MaxValue);
            if (namesIndex == SHN_XINDEX)
                namesIndex = first.U32(24, 40);
            if (programCount == PN_XNUM)
                programCount = first.U32(28, 44);
            if (sectionCount > MaxSections)
                throw Wrong(sections, $"at most {MaxSections} sections", $"{sectionCount}");
            ReadSections(Bytes(sections, (ulong)sectionSize * sectionCount, "section headers"), (int)sectionSize, namesIndex);
        }

        if (programCount > 0)
            ReadSegments(programs, programSize, programCount);
    }

    private void ReadSegments(ulong offset, uint size, uint count)
    {
        uint least = Is64 ? 56u : 32u;
        if (size < least)
            throw Wrong(42, $"program headers of at least {least} bytes", $"{size}");
        if (count > MaxSections)
            throw Wrong(44, $"at most {MaxSections} program headers", $"{count}");
        byte[] bytes = Bytes(offset, (ulong)size * count, "program headers");
        var segments = new ElfSegment[count];
        for (int i = 0; i < segments.Length; i++)
        {
            var fields = Fields(bytes.AsSpan(i * (int)size, (int)size));
            segments[i] = new ElfSegment(
                fields.U32(0, 0), fields.U32(24, 4), fields.Word(4, 8), fields.Word(8, 16), fields.Word(16, 32), fields.Word(20, 40));
        }

        Segments = segments;
    }

    private void ReadSections(byte[] bytes, int size, uint namesIndex)
    {
        int count = bytes.Length / size;
        byte[] names = [];
        if (namesIndex != SHN_UNDEF && namesIndex < count)
        {
            var fields = Fields(bytes.AsSpan((int)namesIndex * size, size));
            names = Bytes(fields.Word(16, 24), fields.Word(20, 32), "section names");
        }

        var sections = new ElfSection[count];
        for (int i = 0; i < count; i++)
        {
            var fields = Fields(bytes.AsSpan(i * size, size));
            sections[i] = new ElfSection(
                i, SectionName(names, fields.U32(0, 0)), fields.U32(4, 4), fields.Word(8, 8), fields.Word(12, 16),
                fields.Word(16, 24), fields.Word(20, 32), fields.U32(24, 40), fields.Word(36, 56));
        }

        Sections = sections;
    }

    private static string SectionName(byte[] names, uint offset)
    {
        if (offset >= (uint)names.Length)
            return "";
        var name = names.AsSpan((int)offset, Math.Min(MaxSectionName, names.Length - (int)offset));
        int end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }
}
