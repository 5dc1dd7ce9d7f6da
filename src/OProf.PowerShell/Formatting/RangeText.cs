using System.Globalization;

namespace OProf.PowerShell.Formatting;

/// <summary>Lists of numbers the way the kernel writes lists of CPUs: <c>0-3,8</c>.</summary>
internal static class RangeText
{
    /// <summary>The text of a list of numbers.</summary>
    public static string Of(IReadOnlyList<int> numbers)
    {
        int[] sorted = [.. numbers.Distinct().Order()];
        var ranges = new List<string>();
        for (int i = 0; i < sorted.Length;)
        {
            int last = i;
            while (last + 1 < sorted.Length && sorted[last + 1] == sorted[last] + 1)
                last++;
            ranges.Add(i == last
                ? sorted[i].ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{sorted[i]}-{sorted[last]}"));
            i = last + 1;
        }

        return string.Join(',', ranges);
    }
}
