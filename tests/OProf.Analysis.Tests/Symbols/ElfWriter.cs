using System.Buffers.Binary;
using System.Text;

namespace OProf.Analysis.Tests.Symbols;

/// <summary>Writes an ELF file of any class and byte order, with a .text of no bytes at 0x1000 to 0x2000 and a .symtab.</summary>
internal sealed class ElfWriter(bool is64, bool littleEndian)
{
    private readonly List<byte> _symbols = [];
    private readonly List<byte> _names = [];

    internal const ulong TextEnd = 0x2000;

    /// <summary>Name of the section of code, five characters.</summary>
    internal string TextName { get; init; } = ".text";

    internal ElfWriter Add(string name, ulong address, ulong size, int type = 2, int binding = 1, int visibility = 0, ushort section = 1)
    {
        if (_symbols.Count == 0)
        {
            _symbols.AddRange(new byte[is64 ? 24 : 16]);
            _names.Add(0);
        }

        byte info = (byte)((binding << 4) | type);
        Write(_symbols, (uint)_names.Count, 4);
        if (is64)
        {
            _symbols.AddRange([info, (byte)visibility]);
            Write(_symbols, section, 2);
            Write(_symbols, address, 8);
            Write(_symbols, size, 8);
        }
        else
        {
            Write(_symbols, address, 4);
            Write(_symbols, size, 4);
            _symbols.AddRange([info, (byte)visibility]);
            Write(_symbols, section, 2);
        }

        _names.AddRange(Encoding.UTF8.GetBytes(name + '\0'));
        return this;
    }

    internal byte[] ToArray(ushort machine = 62)
    {
        int word = is64 ? 8 : 4, header = is64 ? 64 : 52, sectionSize = is64 ? 64 : 40, programSize = is64 ? 56 : 32;
        byte[] sectionNames = Encoding.ASCII.GetBytes($"\0{TextName}\0.symtab\0.strtab\0");
        ulong symbolsAt = (ulong)(header + programSize), namesAt = symbolsAt + (ulong)_symbols.Count;
        ulong sectionNamesAt = namesAt + (ulong)_names.Count, sectionsAt = sectionNamesAt + (ulong)sectionNames.Length;
        var file = new List<byte>();
        file.AddRange([0x7f, (byte)'E', (byte)'L', (byte)'F', (byte)(is64 ? 2 : 1), (byte)(littleEndian ? 1 : 2), 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Write(file, 3, 2);
        Write(file, machine, 2);
        Write(file, 1, 4);
        Write(file, 0, word);
        Write(file, (ulong)header, word);
        Write(file, sectionsAt, word);
        Write(file, 0, 4);
        foreach (int half in new[] { header, programSize, 1, sectionSize, 5, 4 })
            Write(file, (ulong)half, 2);

        // PT_LOAD, r-x: file offset 0x100 is at 0x1000.
        Write(file, 1, 4);
        if (is64)
            Write(file, 5, 4);
        foreach (ulong field in new ulong[] { 0x100, 0x1000, 0x1000, 0x1000, 0x1000 })
            Write(file, field, word);
        if (!is64)
            Write(file, 5, 4);
        Write(file, 0x1000, word);

        file.AddRange(_symbols);
        file.AddRange(_names);
        file.AddRange(sectionNames);
        Section(file, 0, 0, 0, 0, 0, 0, 0, 0);
        Section(file, 1, 8, 6, 0x1000, 0x100, TextEnd - 0x1000, 0, 0);
        Section(file, 7, 2, 0, 0, symbolsAt, (ulong)_symbols.Count, 3, is64 ? 24u : 16u);
        Section(file, 15, 3, 0, 0, namesAt, (ulong)_names.Count, 0, 0);
        Section(file, 15, 3, 0, 0, sectionNamesAt, (ulong)sectionNames.Length, 0, 0);
        return file.ToArray();
    }

    private void Section(List<byte> file, uint name, uint type, ulong flags, ulong address, ulong offset, ulong size, uint link, ulong entry)
    {
        int word = is64 ? 8 : 4;
        Write(file, name, 4);
        Write(file, type, 4);
        foreach (ulong field in new[] { flags, address, offset, size })
            Write(file, field, word);
        Write(file, link, 4);
        Write(file, 0, 4);
        Write(file, 1, word);
        Write(file, entry, word);
    }

    private void Write(List<byte> to, ulong value, int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        if (littleEndian)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            to.AddRange(bytes[..size]);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
            to.AddRange(bytes[(8 - size)..]);
        }
    }
}
