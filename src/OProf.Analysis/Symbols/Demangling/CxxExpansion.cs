namespace OProf.Analysis.Symbols.Demangling;

/// <summary>
/// Estimates how long a C++ name becomes, before the C++ runtime is asked for it. A mangled name refers back to its own
/// parts (Itanium ABI, section Compression), so 280 characters can stand for 400 MB, and the runtime's function has no limit.
/// </summary>
/// <remarks>
/// Not a parser: brackets are matched, and each reference is taken for the longest part there was so far. So the estimate
/// is far above the truth for some names; the limit is what the runtime's function writes in some tenths of a second, and
/// of a hundred thousand names of large libraries it keeps a few mangled.
/// </remarks>
internal static class CxxExpansion
{
    private const double Limit = 3e7;
    private const int MaxDepth = 512;

    /// <summary>Whether a name surely stays within a length that can be handled.</summary>
    internal static bool IsBounded(string name) => Estimate(name) <= Limit;

    internal static double Estimate(string name)
    {
        // sums[d]: length of what the open bracket at depth d has so far. longest: of all parts that can be referred to.
        Span<double> sums = stackalloc double[MaxDepth];
        Span<bool> isName = stackalloc bool[MaxDepth];
        int depth = 0;
        double longest = 8;
        for (int at = 2; at < name.Length; at++)
        {
            char c = name[at];
            if (char.IsAsciiDigit(c))
            {
                at = SkipIdentifier(name, at, out int length);
                sums[depth] += length + 2;
            }
            else if (c is 'S' or 'T' && IsReference(name, at, out int end))
            {
                at = end;
                sums[depth] += longest + 2;
            }
            else if (c is 'I' or 'N' or 'J' or 'F' or 'X' or 'L' or 'Z')
            {
                if (++depth == MaxDepth)
                    return double.PositiveInfinity;
                sums[depth] = 2;
                isName[depth] = c == 'N';
            }
            else if (c == 'E' && depth > 0)
            {
                double part = sums[depth--];
                longest = Math.Max(longest, part);
                sums[depth] += part;
            }
            else
            {
                sums[depth] += 8; // A builtin type, a qualifier or an operator.
                if (c == 'M')
                    longest *= 2; // A pointer to member is a part made of two, without brackets.
            }

            // What goes before in a nested name is a part too, and has no bracket of its own.
            if (isName[depth])
                longest = Math.Max(longest, sums[depth]);
            if (longest > Limit || sums[depth] > Limit)
                return double.PositiveInfinity;
        }

        double total = 0;
        for (; depth >= 0; depth--)
            total += sums[depth];
        return total;
    }

    private static int SkipIdentifier(string name, int at, out int length)
    {
        length = 0;
        for (; at < name.Length && char.IsAsciiDigit(name[at]); at++)
            length = Math.Min((length * 10) + (name[at] - '0'), name.Length);
        return Math.Min(at + length, name.Length) - 1;
    }

    private static bool IsReference(string name, int at, out int end)
    {
        for (end = at + 1; end < name.Length; end++)
        {
            if (name[end] == '_')
                return true;
            if (!char.IsAsciiDigit(name[end]) && !char.IsAsciiLetterUpper(name[end]))
                return false;
        }

        return false;
    }
}
