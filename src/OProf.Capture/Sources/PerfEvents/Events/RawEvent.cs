using System.Globalization;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>rNNN: an event by its number in the processor's manual (perf-list(1), "RAW HARDWARE EVENT DESCRIPTOR").</summary>
internal static class RawEvent
{
    /// <summary>Takes r and up to 16 hexadecimal digits, which may follow 0x.</summary>
    public static bool TryParse(string text, out ulong config)
    {
        config = 0;
        if (text.Length < 2 || text[0] != 'r')
            return false;
        var digits = text.AsSpan(1);
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            digits = digits[2..];
        return digits.Length is > 0 and <= 16
            && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out config);
    }
}
