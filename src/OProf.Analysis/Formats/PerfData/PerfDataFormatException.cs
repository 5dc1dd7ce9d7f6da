namespace OProf.Analysis.Formats.PerfData;

/// <summary>A file is not the perf.data file that it should be.</summary>
public sealed class PerfDataFormatException : FormatException
{
    /// <summary>Says where a file is wrong.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Offset in it, in bytes.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    public PerfDataFormatException(string file, long offset, string expected, string found)
        : base($"{file}: at offset {offset}: expected {expected}, found {found}.")
    {
        File = file;
        Offset = offset;
        Expected = expected;
        Found = found;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Offset in the file, in bytes.</summary>
    public long Offset { get; }

    /// <summary>What should be there.</summary>
    public string Expected { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }
}
