namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Sizes and offsets of layouts, in bits; none is ever above <see cref="Most"/>, which no file reaches.</summary>
internal static class LayoutSizes
{
    /// <summary>More than any packet holds.</summary>
    internal const ulong Most = 1UL << 62;

    /// <summary>A product, at most <see cref="Most"/>.</summary>
    internal static ulong Times(ulong count, ulong bits)
    {
        ulong high = Math.BigMul(count, bits, out ulong low);
        return high != 0 || low > Most ? Most : low;
    }

    /// <summary>The next multiple of an alignment.</summary>
    internal static ulong Align(ulong position, ulong mask) => (position + mask) & ~mask;

    /// <summary>Bits of some elements from the first's aligned begin; null where they depend on the content.</summary>
    internal static long? FixedBits(LayoutNode element, ulong count)
    {
        if (count == 0)
            return 0;
        if (element.FixedBits < 0)
            return null;
        ulong stride = Align((ulong)element.FixedBits, element.AlignmentMask);
        return (long)Math.Min(Most, Times(count - 1, stride) + (ulong)element.FixedBits);
    }

    /// <summary>Sets a struct's offsets and sizes, whose fields are done.</summary>
    /// <remarks>
    /// A struct begins at a multiple of each field's alignment, so up to the first field of variable size every field's
    /// distance from the struct's begin is fixed. A variant's is not: it follows the option's alignment. The prefix ends as well
    /// where the byte order may change within a byte, which has to be seen when it is read.
    /// </remarks>
    internal static void SetStruct(LayoutNode node)
    {
        var offsets = new List<ulong>();
        ulong end = 0;
        ulong least = 0;
        bool isFixed = true;
        foreach (var field in node.Children)
        {
            least = Math.Min(Most, least + field.LeastBits);
            node.Values = Math.Min(Most, node.Values + field.Values);
            if (!isFixed)
                continue;
            isFixed = field.Kind != LayoutKind.Variant
                && (node.Order is not { } order || field.Order is not { } next || order.Last == next.First || field.AlignmentMask >= 7);
            if (!isFixed)
                continue;
            ulong begin = Align(end, field.AlignmentMask);
            offsets.Add(begin);
            isFixed = field.FixedBits >= 0;
            if (!isFixed)
                continue;
            node.FixedCount++;
            if (field.Order is { } bits)
                node.Order = (node.Order?.First ?? bits.First, bits.Last);
            end = Math.Min(Most, begin + (ulong)field.FixedBits);
        }

        node.Offsets = [.. offsets];
        node.PrefixBits = end;
        node.LeastBits = least;
        if (isFixed)
            node.FixedBits = (long)end;
    }

    /// <summary>Lists the integers in a struct's prefix that the reader needs; inner structs come before outer ones.</summary>
    internal static void SetEffects(LayoutNode node)
    {
        var effects = new List<LayoutEffect>();
        for (int i = 0; i < node.FixedCount; i++)
        {
            var field = node.Children[i];
            if (field.Kind == LayoutKind.Integer && field.HasEffect)
                effects.Add(new LayoutEffect(node.Offsets[i], field));
            foreach (var inner in field.Kind == LayoutKind.Struct ? field.Effects : [])
                effects.Add(inner with { Offset = inner.Offset + node.Offsets[i] });
        }

        node.Effects = [.. effects];
    }
}
