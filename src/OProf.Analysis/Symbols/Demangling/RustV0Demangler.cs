using System.Text;

namespace OProf.Analysis.Symbols.Demangling;

/// <summary>
/// Demangles the names of Rust's v0 scheme (RFC 2603; The rustc book, section v0 Symbol Format), without the hashes of
/// crates and the types of constants.
/// </summary>
internal static class RustV0Demangler
{
    /// <summary>The readable name, or null where it is not such a name.</summary>
    internal static string? Demangle(string name)
    {
        if (!name.StartsWith("_R", StringComparison.Ordinal))
            return null;

        // Compilers put what they made of a function behind a dot: ".llvm.1234" says nothing, ".cold" does.
        int dot = name.IndexOf('.');
        string path = dot < 0 ? name[2..] : name[2..dot];
        string suffix = dot < 0 ? "" : name[dot..];
        int llvm = suffix.IndexOf(".llvm.", StringComparison.Ordinal);
        if (llvm >= 0)
            suffix = suffix[..llvm];
        if (path.Length == 0 || !char.IsAsciiLetterUpper(path[0]) || !Ascii.IsValid(path))
            return null;
        var printer = new RustV0Printer(path);
        return printer.TryPrint() is { } text ? text + suffix : null;
    }
}
