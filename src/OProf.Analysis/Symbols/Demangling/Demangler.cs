namespace OProf.Analysis.Symbols.Demangling;

/// <summary>Makes names readable: C++ (Itanium ABI) and Rust (legacy and v0). All other names are returned as they are.</summary>
public static class Demangler
{
    /// <summary>Longest mangled name, in characters, that is demangled.</summary>
    public const int MaxLength = 1 << 16;

    /// <summary>Whether C++ names can be demangled: libstdc++.so.6 is there. Rust needs no library.</summary>
    public static bool KnowsCxx => CxxDemangler.IsAvailable;

    /// <summary>Demangles a name.</summary>
    /// <param name="name">Name as the symbol table has it, without a version.</param>
    /// <returns>The readable name; <paramref name="name"/> itself where it is not mangled or not sound.</returns>
    public static string Demangle(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is < 4 or > MaxLength || name[0] != '_')
            return name;
        if (name.EndsWith("@plt", StringComparison.Ordinal))
            return Demangle(name[..^4]) + "@plt";
        if (name.StartsWith("_R", StringComparison.Ordinal))
            return RustV0Demangler.Demangle(name) ?? name;
        return IsCxx(name) ? RustLegacyDemangler.Demangle(name) ?? CxxDemangler.Demangle(name) ?? name : name;
    }

    /// <summary>Whether a name is mangled as the Itanium ABI does, which legacy Rust names are too.</summary>
    /// <param name="name">A symbol's name.</param>
    public static bool IsCxx(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith("_Z", StringComparison.Ordinal);
    }
}
