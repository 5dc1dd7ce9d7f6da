using System.Globalization;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>
/// Where a PMU keeps a term: a file of /sys/bus/event_source/devices/*/format, such as "config:0-7,32-35"
/// (Documentation/ABI/testing/sysfs-bus-event_source-devices-format).
/// </summary>
internal sealed class PmuFormat
{
    private readonly List<(int Low, int High)> _ranges;

    private PmuFormat(int word, List<(int Low, int High)> ranges)
    {
        Word = word;
        _ranges = ranges;
        Bits = ranges.Sum(range => range.High - range.Low + 1);
    }

    /// <summary>0 for config, 1 to 3 for config1 to config3.</summary>
    public int Word { get; }

    /// <summary>How many bits a value has.</summary>
    public int Bits { get; }

    /// <summary>The largest value that fits.</summary>
    public ulong Maximum => Bits >= 64 ? ulong.MaxValue : (1UL << Bits) - 1;

    /// <summary>The format, or null where the text is none that this code understands.</summary>
    public static PmuFormat? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return null;
        var word = text[..colon].Trim() switch { "config" => 0, "config1" => 1, "config2" => 2, "config3" => 3, _ => -1 };
        if (word < 0)
            return null;
        List<(int Low, int High)> ranges = [];
        foreach (var part in text[(colon + 1)..].Split(','))
        {
            var ends = part.Trim().Split('-');
            if (ends.Length > 2 || !TryBit(ends[0], out var low) || !TryBit(ends[^1], out var high) || high < low)
                return null;
            ranges.Add((low, high));
        }

        return new(word, ranges);
    }

    /// <summary>Puts the value's bits at their places, lowest bits into the first range; the other bits of the word stay.</summary>
    public ulong Insert(ulong word, ulong value)
    {
        foreach (var (low, high) in _ranges)
        {
            var width = high - low + 1;
            var mask = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
            word = (word & ~(mask << low)) | ((value & mask) << low);
            value = width == 64 ? 0 : value >> width;
        }

        return word;
    }

    private static bool TryBit(string text, out int bit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bit) && bit < 64;
}
