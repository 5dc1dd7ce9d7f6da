namespace OProf.Buffers.Mmap;

/// <summary>A file cannot be mapped, or its content cannot be used.</summary>
public sealed class MappedFileException : IOException
{
    /// <summary>An exception for a problem.</summary>
    /// <param name="problem">What it is.</param>
    /// <param name="path">The file.</param>
    /// <param name="detail">A sentence: what was found, and what was expected.</param>
    public MappedFileException(MappedFileProblem problem, string path, string detail)
        : base($"{path}: {detail}")
    {
        Problem = problem;
        Path = path;
    }

    /// <summary>What kind of problem it is.</summary>
    public MappedFileProblem Problem { get; }

    /// <summary>The file.</summary>
    public string Path { get; }
}
