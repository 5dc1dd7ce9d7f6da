namespace OProf.Analysis.Symbols.Elf;

/// <summary>A file is not the ELF file that it should be.</summary>
public sealed class ElfFormatException : FormatException
{
    /// <summary>Says where a file is wrong.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="offset">Offset in the file, in bytes.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    public ElfFormatException(string file, ulong offset, string expected, string found)
        : base($"{file}: at offset {offset}: expected {expected}, found {found}.")
    {
        File = file;
        Offset = offset;
        Expected = expected;
        Found = found;
    }

    /// <summary>The file's name.</summary>
    public string File { get; }

    /// <summary>Offset in the file, in bytes.</summary>
    public ulong Offset { get; }

    /// <summary>What should be there.</summary>
    public string Expected { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }
}
