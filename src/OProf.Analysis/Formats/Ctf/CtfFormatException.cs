namespace OProf.Analysis.Formats.Ctf;

/// <summary>A folder or file is not the Common Trace Format trace that it should be.</summary>
public sealed class CtfFormatException : FormatException
{
    /// <summary>Says where a trace is wrong.</summary>
    /// <param name="file">The file or folder.</param>
    /// <param name="offset">Offset in the file, in bytes; 0 for a folder.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    public CtfFormatException(string file, ulong offset, string expected, string found)
        : base($"{file}: at offset {offset}: expected {expected}, found {found}.")
    {
        File = file;
        Offset = offset;
        Expected = expected;
        Found = found;
    }

    /// <summary>The file or folder.</summary>
    public string File { get; }

    /// <summary>Offset in the file, in bytes.</summary>
    public ulong Offset { get; }

    /// <summary>What should be there.</summary>
    public string Expected { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }
}
