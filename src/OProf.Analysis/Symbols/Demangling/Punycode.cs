using System.Text;

namespace OProf.Analysis.Symbols.Demangling;

/// <summary>Punycode (RFC 3492), with "_" for the delimiter as Rust's v0 names have it.</summary>
internal static class Punycode
{
    private const int MaxLength = 1024;
    private const int Base = 36;
    private const int MinThreshold = 1;
    private const int MaxThreshold = 26;
    private const int Skew = 38;
    private const int Damp = 700;

    /// <summary>The decoded text, or null where it is not sound or longer than 1024 characters.</summary>
    internal static string? Decode(string encoded)
    {
        if (encoded.Length > MaxLength)
            return null;
        int delimiter = encoded.LastIndexOf('_');
        var output = new List<Rune>(encoded.Length);
        foreach (char c in encoded.AsSpan(0, Math.Max(0, delimiter)))
            output.Add(new Rune(c));

        long codePoint = 128, index = 0, bias = 72;
        for (int at = delimiter + 1; at < encoded.Length;)
        {
            long before = index, weight = 1;
            for (long k = Base; ; k += Base)
            {
                if (at >= encoded.Length || Digit(encoded[at++]) is not { } digit)
                    return null;
                index += digit * weight;
                long threshold = Math.Clamp(k - bias, MinThreshold, MaxThreshold);
                if (digit < threshold)
                    break;
                weight *= Base - threshold;
                if (index > int.MaxValue || weight > int.MaxValue)
                    return null;
            }

            int count = output.Count + 1;
            bias = Adapt(index - before, count, before == 0 && codePoint == 128);
            codePoint += index / count;
            index %= count;
            if (codePoint > int.MaxValue || !Rune.IsValid((int)codePoint))
                return null;
            output.Insert((int)index++, new Rune((int)codePoint));
        }

        var text = new StringBuilder(output.Count);
        foreach (var rune in output)
            text.Append(rune.ToString());
        return text.ToString();
    }

    private static int? Digit(char c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= '0' and <= '9' => c - '0' + 26,
        _ => null,
    };

    private static long Adapt(long delta, int count, bool first)
    {
        delta /= first ? Damp : 2;
        delta += delta / count;
        long k = 0;
        for (; delta > (Base - MinThreshold) * MaxThreshold / 2; k += Base)
            delta /= Base - MinThreshold;
        return k + ((Base - MinThreshold + 1) * delta / (delta + Skew));
    }
}
