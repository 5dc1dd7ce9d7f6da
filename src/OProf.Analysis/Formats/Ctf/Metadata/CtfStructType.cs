namespace OProf.Analysis.Formats.Ctf.Metadata;

/// <summary>Fields one behind the other (CTF 1.8.3, section 4.2.1).</summary>
public sealed class CtfStructType : CtfType
{
    internal CtfStructType(IReadOnlyList<CtfField> fields, ulong leastAlignment)
        : base(
            fields.Aggregate(leastAlignment, (most, field) => Math.Max(most, field.Type.Alignment)),
            1 + fields.Select(field => field.Type.Depth).DefaultIfEmpty().Max(),
            SumOf(fields.Select(field => field.Type))) => Fields = fields;

    /// <summary>The fields, in their order.</summary>
    public IReadOnlyList<CtfField> Fields { get; }

    /// <summary>Index of a field by the name that readers see; -1 where there is none.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Name == name)
                return i;
        }

        return -1;
    }

    internal int IndexOfDeclared(string name)
    {
        for (int i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].DeclaredName == name)
                return i;
        }

        return -1;
    }
}
