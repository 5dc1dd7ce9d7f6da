namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>
/// A type of fields (CTF 1.8.3, section 4). Immutable, and shared by all fields of the type: what a variant's tag or a
/// sequence's length refers to depends on where the field lies, and is resolved there.
/// </summary>
public abstract class CtfType
{
    /// <summary>Deepest nesting that a type may have; a reader goes down it by recursion.</summary>
    public const int MaxDepth = 48;

    private protected CtfType(ulong alignment, int depth, long fieldCount)
    {
        Alignment = alignment;
        Depth = depth;
        FieldCount = fieldCount;
    }

    /// <summary>Alignment in bits from the packet's begin: a power of two.</summary>
    public ulong Alignment { get; }

    /// <summary>Levels of types in it, itself included.</summary>
    internal int Depth { get; }

    /// <summary>Fields in it, those of all levels, at most <see cref="long.MaxValue"/>.</summary>
    internal long FieldCount { get; }

    private protected static long SumOf(IEnumerable<CtfType> types)
    {
        long sum = 1;
        foreach (var type in types)
            sum = sum > long.MaxValue - type.FieldCount ? long.MaxValue : sum + type.FieldCount;
        return sum;
    }
}
