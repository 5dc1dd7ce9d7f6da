using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using OProf.Capture.Sessions;

namespace OProf.Capture.Sources.UserProbes.Images;

/// <summary>
/// What probes need of an ELF file of 64 bits, least significant byte first: where its addresses lie in the file, its symbols,
/// and its sections. Nothing in the file is trusted.
/// </summary>
internal sealed class ProbedImage : IDisposable
{
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;
    private const int SectionSize = 64;
    private const int SymbolSize = 24;
    private const uint PT_LOAD = 1;
    private const uint SHT_SYMTAB = 2;
    private const uint SHT_NOBITS = 8;
    private const uint SHT_DYNSYM = 11;
    private const ulong MaxRead = 1 << 30;

    private readonly SafeFileHandle _file;
    private readonly ulong _length;

    private ProbedImage(string path, SafeFileHandle file)
    {
        Path = path;
        _file = file;
        _length = (ulong)RandomAccess.GetLength(file);
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>e_machine: 62 for x86-64, 183 for AArch64.</summary>
    public int Machine { get; private set; }

    /// <summary>The parts that are loaded.</summary>
    public IReadOnlyList<ImageSegment> Segments { get; private set; } = [];

    /// <summary>All sections.</summary>
    public IReadOnlyList<ImageSection> Sections { get; private set; } = [];

    /// <summary>Opens a file.</summary>
    /// <exception cref="CaptureException">It cannot be read, or is no such file.</exception>
    public static ProbedImage Open(string path)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path);
            var image = new ProbedImage(path, file);
            image.ReadHeaders();
            return image;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or InvalidDataException)
        {
            file?.Dispose();
            throw UserProbeErrors.File(path, e);
        }
    }

    /// <summary>Where the byte at a virtual address lies in the file; null where no loaded part has it.</summary>
    public ulong? OffsetOf(ulong address)
    {
        foreach (var segment in Segments)
        {
            if (address >= segment.Address && address - segment.Address < segment.Size)
                return segment.Offset + (address - segment.Address);
        }

        return null;
    }

    /// <summary>The symbols of .symtab and .dynsym, one of .symtab first.</summary>
    /// <exception cref="CaptureException">A table leads out of the file.</exception>
    public IEnumerable<ImageSymbol> Symbols()
    {
        foreach (uint type in (uint[])[SHT_SYMTAB, SHT_DYNSYM])
        {
            foreach (var section in Sections)
            {
                if (section.Type != type)
                    continue;
                byte[] entries = Bytes(section), names = section.Link < Sections.Count ? Bytes(Sections[(int)section.Link]) : [];
                for (int at = 0; at + SymbolSize <= entries.Length; at += SymbolSize)
                {
                    if (TryReadSymbol(entries.AsSpan(at, SymbolSize), names, out var symbol))
                        yield return symbol;
                }
            }
        }
    }

    /// <summary>The first section of a name; null where there is none.</summary>
    public ImageSection? Section(string name)
    {
        foreach (var section in Sections)
        {
            if (section.Name == name)
                return section;
        }

        return null;
    }

    /// <summary>A section's bytes.</summary>
    /// <exception cref="CaptureException">They are not all in the file.</exception>
    public byte[] Bytes(ImageSection section)
    {
        try
        {
            return section.Type == SHT_NOBITS ? [] : Read(section.Offset, section.Size, section.Name);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw UserProbeErrors.File(Path, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>A text of bytes that ends with 0, or null where it does not end.</summary>
    internal static string? Text(ReadOnlySpan<byte> bytes, ulong at)
    {
        if (at >= (ulong)bytes.Length)
            return null;
        var rest = bytes[(int)at..];
        int end = rest.IndexOf((byte)0);
        return end < 0 ? null : Encoding.UTF8.GetString(rest[..end]);
    }

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static bool TryReadSymbol(ReadOnlySpan<byte> entry, byte[] names, out ImageSymbol symbol)
    {
        const int SttObject = 1, SttFunction = 2, SttIndirect = 10, UndefinedSection = 0;
        symbol = default;
        int type = entry[4] & 0xF;
        uint name = U32(entry, 0);
        if (name == 0 || U16(entry, 6) == UndefinedSection || type is not (0 or SttObject or SttFunction or SttIndirect) || Text(names, name) is not { Length: > 0 } text)
            return false;
        var kind = type == SttFunction ? ImageSymbolKind.Function : type == SttIndirect ? ImageSymbolKind.IndirectFunction : ImageSymbolKind.Data;
        symbol = new ImageSymbol(text, U64(entry, 8), U64(entry, 16), kind);
        return true;
    }

    private void ReadHeaders()
    {
        byte[] header = Read(0, HeaderSize, "the ELF header");
        if (!header.AsSpan(0, 4).SequenceEqual("\u007fELF"u8))
            throw new InvalidDataException($"{Path}, offset 0: expected the bytes 7F 45 4C 46 of an ELF file, found {Convert.ToHexString(header.AsSpan(0, 4))}.");
        if (header[4] != 2 || header[5] != 1)
            throw new InvalidDataException($"{Path}, offset 4: expected a file of 64 bits, least significant byte first (02 01), found {Convert.ToHexString(header.AsSpan(4, 2))}.");
        Machine = U16(header, 18);
        Segments = ReadSegments(U64(header, 32), U16(header, 54), U16(header, 56));
        Sections = ReadSections(U64(header, 40), U16(header, 58), U16(header, 60), U16(header, 62));
    }

    private List<ImageSegment> ReadSegments(ulong at, int size, int count)
    {
        var segments = new List<ImageSegment>();
        if (count > 0 && size != SegmentSize)
            throw new InvalidDataException($"{Path}, offset 54: expected program headers of {SegmentSize} bytes, found {size}.");
        var table = Read(at, (ulong)(count * SegmentSize), "the program headers").AsSpan();
        for (; !table.IsEmpty; table = table[SegmentSize..])
        {
            if (U32(table, 0) == PT_LOAD)
                segments.Add(new ImageSegment(U64(table, 16), U64(table, 8), U64(table, 32)));
        }

        return segments;
    }

    private List<ImageSection> ReadSections(ulong at, int size, int count, int namesIndex)
    {
        var sections = new List<ImageSection>();
        if (count > 0 && size != SectionSize)
            throw new InvalidDataException($"{Path}, offset 58: expected section headers of {SectionSize} bytes, found {size}.");
        var table = Read(at, (ulong)(count * SectionSize), "the section headers").AsSpan();
        byte[] names = [];
        if (namesIndex < count)
        {
            var entry = table[(namesIndex * SectionSize)..];
            names = Read(U64(entry, 24), U64(entry, 32), "the names of sections");
        }

        for (; !table.IsEmpty; table = table[SectionSize..])
            sections.Add(new ImageSection(Text(names, U32(table, 0)) ?? "", U32(table, 4), U64(table, 16), U64(table, 24), U64(table, 32), U32(table, 40)));
        return sections;
    }

    private byte[] Read(ulong offset, ulong size, string what)
    {
        if (size > MaxRead || offset > _length || size > _length - offset)
            throw new InvalidDataException($"{Path}, offset {offset}: expected {size} bytes of {what}, found {_length - Math.Min(offset, _length)} bytes to the file's end.");
        byte[] bytes = new byte[size];
        int read = 0;
        while (read < bytes.Length)
        {
            int part = RandomAccess.Read(_file, bytes.AsSpan(read), (long)offset + read);
            if (part == 0)
                throw new InvalidDataException($"{Path}, offset {offset}: expected {size} bytes of {what}, found {read}.");
            read += part;
        }

        return bytes;
    }
}
