namespace OProf.Oracle.Tests.PerfData;

/// <summary>Where perf and OProf call the same thing otherwise, in one form.</summary>
internal sealed class PerfNames
{
    private readonly KernelAliases _aliases = new();

    /// <summary>
    /// A function's name: without the version that perf shows, the parameters that OProf shows, and as the first of a
    /// kernel function's names.
    /// </summary>
    public string Symbol(string image, string symbol)
    {
        // perf 6.1 knows few of the PLT's names, and gives some of libc's to the wrong slot.
        if (symbol == ".plt" || symbol.EndsWith("@plt", StringComparison.Ordinal))
            return "[unknown]";
        int version = symbol.IndexOf('@', StringComparison.Ordinal);
        if (version > 0)
            symbol = symbol[..version];
        int parameters = symbol.IndexOf('(', 1);
        symbol = parameters < 0 || symbol.StartsWith('(') ? symbol : symbol[..parameters];
        return _aliases.KeyOf(image, symbol).Symbol;
    }

    /// <summary>A file's name: perf shows memory that a runtime generates code in by the map that describes it.</summary>
    public static string Image(string image) =>
        image.StartsWith("/tmp/perf-", StringComparison.Ordinal) || image.StartsWith("[JIT]", StringComparison.Ordinal)
        || image.StartsWith("/memfd:doublemapper", StringComparison.Ordinal) || image.StartsWith("memfd:doublemapper", StringComparison.Ordinal)
        || image.StartsWith("perf-", StringComparison.Ordinal)
            ? "//anon"
            : image;
}
