namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>A trace's metadata is not what the Trace Stream Description Language allows, or says what cannot be.</summary>
public sealed class TsdlException : FormatException
{
    /// <summary>Says where metadata is wrong.</summary>
    /// <param name="file">The metadata's file.</param>
    /// <param name="line">Line in its text, from 1; packet headers of packetized metadata do not count.</param>
    /// <param name="column">Column in the line, from 1, in UTF-16 units.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    public TsdlException(string file, int line, int column, string expected, string found)
        : base($"{file}: line {line}, column {column}: expected {expected}, found {found}.")
    {
        File = file;
        Line = line;
        Column = column;
        Expected = expected;
        Found = found;
    }

    /// <summary>The metadata's file.</summary>
    public string File { get; }

    /// <summary>Line, from 1.</summary>
    public int Line { get; }

    /// <summary>Column, from 1.</summary>
    public int Column { get; }

    /// <summary>What should be there.</summary>
    public string Expected { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }
}
