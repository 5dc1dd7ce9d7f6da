namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>
/// Names of types of one block (CTF 1.8.3, section 7.3.1): aliases by their words, such as "unsigned long" and
/// "struct page *", and declarations with their keyword, such as "struct page".
/// </summary>
/// <param name="outer">The scope around it, whose names it may hide; null for the metadata itself.</param>
internal sealed class TsdlScope(TsdlScope? outer)
{
    private readonly Dictionary<string, CtfType> _types = new(StringComparer.Ordinal);

    /// <summary>The scope around it.</summary>
    public TsdlScope? Outer { get; } = outer;

    /// <summary>Gives a type a name.</summary>
    /// <returns>False where this scope has the name already.</returns>
    public bool TryDeclare(string name, CtfType type) => _types.TryAdd(name, type);

    /// <summary>The type of a name, in this scope or one around it; null where there is none.</summary>
    public CtfType? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._types.TryGetValue(name, out var type))
                return type;
        }

        return null;
    }
}
