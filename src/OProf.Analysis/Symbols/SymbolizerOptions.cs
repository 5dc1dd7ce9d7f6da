namespace OProf.Analysis.Symbols;

/// <summary>Where the symbolizer looks, and how much it keeps.</summary>
public sealed record SymbolizerOptions
{
    /// <summary>Directories of debug files, with .build-id below them; tried in their order.</summary>
    public IReadOnlyList<string> SymbolDirectories { get; init; } = ["/usr/lib/debug"];

    /// <summary>Where the proc file system is mounted.</summary>
    public string ProcRoot { get; init; } = "/proc";

    /// <summary>Where the perf-PID.map of a process that is gone is looked for.</summary>
    public string JitMapDirectory { get; init; } = "/tmp";

    /// <summary>Whether C++ and Rust names are demangled.</summary>
    public bool Demangle { get; init; } = true;

    /// <summary>Bytes of symbol tables to keep; the least recently used go first, and are read again when needed.</summary>
    public long MaxTableBytes { get; init; } = 1L << 30;

    /// <summary>Largest JIT map that is read, in bytes.</summary>
    public long MaxJitMapBytes { get; init; } = 512L << 20;
}
