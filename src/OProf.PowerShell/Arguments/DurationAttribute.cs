using System.Globalization;
using System.Management.Automation;

namespace OProf.PowerShell.Arguments;

/// <summary>
/// Lets a <see cref="TimeSpan"/> parameter take a number of seconds (<c>2.5</c>), a number with a unit (<c>500ms</c>,
/// <c>10s</c>, <c>5m</c>, <c>1h</c>) or a time (<c>00:00:10</c>). PowerShell by itself would take a number for ticks of 100 ns.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    private static readonly (string Suffix, double Seconds)[] s_units =
        [("us", 1e-6), ("ms", 1e-3), ("min", 60), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;

        // PowerShell takes 1.5s for a short, which it rounds, 500us for an ushort and 2d for a decimal; what it has wrapped
        // still has the text.
        if (value is short or ushort or decimal && inputData is PSObject literal)
            value = LanguagePrimitives.ConvertTo<string>(literal);
        return value switch
        {
            TimeSpan span => span,
            string text => Parse(text),
            byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal =>
                FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture), value),
            _ => throw Refuse(value),
        };
    }

    /// <summary>The time that a text says.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It says none.</exception>
    internal static TimeSpan Parse(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Contains(':') && TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out var span))
            return span;
        double unit = 1;
        foreach (var (suffix, seconds) in s_units)
        {
            if (!trimmed.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                continue;
            trimmed = trimmed[..^suffix.Length].TrimEnd();
            unit = seconds;
            break;
        }

        return double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? FromSeconds(number * unit, text)
            : throw Refuse(text);
    }

    private static TimeSpan FromSeconds(double seconds, object given) =>
        Math.Abs(seconds) <= TimeSpan.MaxValue.TotalSeconds - 1 ? TimeSpan.FromSeconds(seconds) : throw Refuse(given);

    private static ArgumentTransformationMetadataException Refuse(object? value) => new(
        $"'{value}' is no duration. Give seconds (2.5), a number with a unit (500ms, 10s, 5m, 1h) or a time (00:00:10).");
}
