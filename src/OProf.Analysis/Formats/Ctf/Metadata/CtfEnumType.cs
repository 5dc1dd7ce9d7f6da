namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>An integer whose values have labels (CTF 1.8.3, section 4.1.8).</summary>
public sealed class CtfEnumType : CtfType
{
    internal CtfEnumType(CtfIntegerType container, IReadOnlyList<CtfEnumMapping> mappings)
        : base(container.Alignment, 2, 1)
    {
        Container = container;
        Mappings = mappings;
    }

    /// <summary>The integer.</summary>
    public CtfIntegerType Container { get; }

    /// <summary>The labels, in the metadata's order; their values may overlap.</summary>
    public IReadOnlyList<CtfEnumMapping> Mappings { get; }

    /// <summary>The first label of a value; null where it has none.</summary>
    public string? LabelOf(ulong value)
    {
        foreach (var mapping in Mappings)
        {
            if (mapping.Contains(value, Container.IsSigned))
                return mapping.Label;
        }

        return null;
    }
}
