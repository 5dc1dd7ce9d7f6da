namespace OProf.Analysis.Symbols.Dwarf;

/// <summary>The head of one unit's line program (DWARF 5, section 6.2.4; the versions before have the lists as strings).</summary>
internal sealed class LineProgramHeader
{
    private const int MaxEntries = 1 << 20;

    private readonly List<string> _directories = [];
    private readonly List<int> _files = [];
    private readonly LineTableBuilder _builder;

    private LineProgramHeader(LineTableBuilder builder) => _builder = builder;

    internal int Version { get; private init; }

    internal bool Is64 { get; private init; }

    internal byte MinimumInstructionLength { get; private set; }

    internal byte MaximumOperations { get; private set; } = 1;

    internal sbyte LineBase { get; private set; }

    internal byte LineRange { get; private set; }

    internal byte OpcodeBase { get; private set; }

    internal byte[] OperandCounts { get; private set; } = [];

    /// <summary>The number of a file in the whole table; -1 for one that the unit does not have.</summary>
    internal int File(ulong index)
    {
        // Before version 5 files were counted from 1.
        ulong at = Version >= 5 ? index : index - 1;
        return at < (ulong)_files.Count ? _files[(int)at] : -1;
    }

    /// <summary>Reads a head up to the first instruction.</summary>
    internal static LineProgramHeader Read(ref DwarfCursor cursor, bool is64, DwarfStrings strings, LineTableBuilder builder)
    {
        int at = cursor.At;
        ushort version = cursor.U16("version");
        if (version is < 2 or > 5)
            throw cursor.Wrong(at, "version 2 to 5", $"{version}");
        var header = new LineProgramHeader(builder) { Version = version, Is64 = is64 };
        if (version >= 5)
            cursor.Skip(2, "address and segment sizes");
        var head = cursor.Take(cursor.Offset(is64, "header length"), "header");
        header.MinimumInstructionLength = head.U8("minimum instruction length");
        if (version >= 4)
            header.MaximumOperations = Math.Max((byte)1, head.U8("operations per instruction"));
        head.Skip(1, "default of is_stmt");
        header.LineBase = (sbyte)head.U8("line base");
        at = head.At;
        header.LineRange = head.U8("line range");
        header.OpcodeBase = head.U8("opcode base");
        if (header.LineRange == 0 || header.OpcodeBase == 0)
            throw head.Wrong(at, "a line range and an opcode base above 0", $"{header.LineRange}, {header.OpcodeBase}");
        header.OperandCounts = new byte[header.OpcodeBase];
        for (int opcode = 1; opcode < header.OpcodeBase; opcode++)
            header.OperandCounts[opcode] = head.U8("operand count");
        if (version >= 5)
        {
            header.ReadEntries(ref head, strings, isDirectories: true);
            header.ReadEntries(ref head, strings, isDirectories: false);
        }
        else
        {
            header.ReadLists(ref head);
        }

        return header;
    }

    /// <summary>Adds a file as the versions before 5 say it: name, directory, time, length.</summary>
    internal void AddFile(ref DwarfCursor cursor, string name)
    {
        ulong directory = cursor.Unsigned("directory of file");
        cursor.Unsigned("time of file");
        cursor.Unsigned("length of file");
        AddFile(name, directory);
    }

    private void ReadLists(ref DwarfCursor head)
    {
        // Directory 0 is that of the compilation, which is said elsewhere.
        _directories.Add("");
        for (string name = head.String("directory"); name.Length > 0; name = head.String("directory"))
            _directories.Add(name);
        for (string name = head.String("file"); name.Length > 0; name = head.String("file"))
            AddFile(ref head, name);
    }

    private void ReadEntries(ref DwarfCursor head, DwarfStrings strings, bool isDirectories)
    {
        var format = new (ulong Content, ulong Form)[head.U8("entry format count")];
        for (int index = 0; index < format.Length; index++)
            format[index] = (head.Unsigned("content type"), head.Unsigned("form"));
        int at = head.At;
        ulong count = head.Unsigned("number of entries");
        if (count > MaxEntries || (format.Length == 0 && count > 0))
            throw head.Wrong(at, $"at most {MaxEntries} entries with a format", $"{count}");
        for (ulong entry = 0; entry < count; entry++)
        {
            string path = "";
            ulong directory = 0;
            foreach (var (content, form) in format)
            {
                if (content == DwarfConstants.DW_LNCT_path)
                    path = strings.Read(ref head, form, Is64);
                else if (content == DwarfConstants.DW_LNCT_directory_index)
                    directory = DwarfStrings.Number(ref head, form);
                else
                    DwarfStrings.Skip(ref head, form, Is64);
            }

            if (isDirectories)
                _directories.Add(_directories.Count == 0 ? path : Combine(_directories[0], path));
            else
                AddFile(path, directory);
        }
    }

    private void AddFile(string name, ulong directory)
    {
        string folder = directory < (ulong)_directories.Count ? _directories[(int)directory] : "";
        _files.Add(_builder.File(Combine(folder, name)));
    }

    private static string Combine(string folder, string name) =>
        folder.Length == 0 || name.StartsWith('/') ? name : $"{folder.TrimEnd('/')}/{name}";
}
