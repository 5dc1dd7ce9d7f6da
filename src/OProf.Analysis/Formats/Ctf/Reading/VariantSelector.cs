using OProf.Analysis.Formats.Ctf.Metadata;

namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>
/// The option of a variant that each value of its tag takes. Ranges that do not overlap are searched by halves; those that
/// do one by one, the first in the metadata's order counting.
/// </summary>
internal sealed class VariantSelector
{
    /// <summary>Flips the sign of a signed value, so that all compare as unsigned ones.</summary>
    private readonly ulong _bias;
    private readonly (ulong First, ulong Last, int Option)[] _ranges;
    private readonly bool _isSorted;

    internal VariantSelector(CtfEnumType tag, CtfVariantType variant)
    {
        _bias = tag.Container.IsSigned ? 1UL << 63 : 0;
        var options = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < variant.Options.Count; i++)
            options.TryAdd(variant.Options[i].Name, i);
        for (int i = 0; i < variant.Options.Count; i++)
            options[variant.Options[i].DeclaredName] = i;
        var ranges = new List<(ulong First, ulong Last, int Option)>();
        foreach (var mapping in tag.Mappings)
        {
            if (options.TryGetValue(mapping.Label, out int option))
                ranges.Add((mapping.First ^ _bias, mapping.Last ^ _bias, option));
        }

        var sorted = ranges.OrderBy(range => range.First).ToArray();
        _isSorted = true;
        for (int i = 1; i < sorted.Length; i++)
            _isSorted &= sorted[i - 1].Last < sorted[i].First;
        _ranges = _isSorted ? sorted : [.. ranges];
    }

    /// <summary>The option of a value; -1 where no option has its label.</summary>
    internal int Select(ulong value)
    {
        value ^= _bias;
        if (!_isSorted || _ranges.Length <= 4)
        {
            foreach (ref readonly var range in _ranges.AsSpan())
            {
                if (value >= range.First && value <= range.Last)
                    return range.Option;
            }

            return -1;
        }

        int low = 0;
        int high = _ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            if (value < _ranges[middle].First)
                high = middle - 1;
            else if (value > _ranges[middle].Last)
                low = middle + 1;
            else
                return _ranges[middle].Option;
        }

        return -1;
    }
}
