namespace OProf.Analysis.Formats;

/// <summary>A file is not what its beginning makes one expect.</summary>
public sealed class ImportFormatException : FormatException
{
    /// <summary>Says where a file is wrong.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">Where in it: <c>line 12</c>, <c>offset 340</c>.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="found">What is there.</param>
    /// <param name="inner">What was thrown by who found it; null for nobody.</param>
    public ImportFormatException(string file, string place, string expected, string found, Exception? inner = null)
        : base($"{file}: at {place}: expected {expected}, found {found}.", inner)
    {
        File = file;
        Place = place;
        Expected = expected;
        Found = found;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Where in it.</summary>
    public string Place { get; }

    /// <summary>What should be there.</summary>
    public string Expected { get; }

    /// <summary>What is there.</summary>
    public string Found { get; }
}
