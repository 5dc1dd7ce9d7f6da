using OProf.Analysis.Counters;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Formatting;

/// <summary>Measurements as people read them, for the default views in OProf.Format.ps1xml, which see the types of this assembly only.</summary>
public static class CounterText
{
    /// <summary>A measurement, with a row for each counter.</summary>
    public static string Measurement(OProfCommandMeasurement measurement)
    {
        ArgumentNullException.ThrowIfNull(measurement);
        return MeasurementText.Of(measurement.Measurement, measurement.Within).TrimEnd();
    }

    /// <summary>A comparison, with a row for each counter.</summary>
    public static string Comparison(OProfCommandComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return MeasurementText.Of(comparison.Comparison).TrimEnd();
    }

    /// <summary>A counter's mean, or why there is none.</summary>
    public static string Mean(CounterSummary counter) => MeasurementText.Value(counter);

    /// <summary>A counter's margin as a share of its mean.</summary>
    public static string Margin(CounterSummary counter)
    {
        ArgumentNullException.ThrowIfNull(counter);
        return MeasurementText.Relative(counter.Margin, counter.Mean);
    }

    /// <summary>What a counter says together with another one.</summary>
    public static string Ratio(CounterSummary counter) => MeasurementText.Ratio(counter);

    /// <summary>A value in its unit.</summary>
    public static string Value(double? value, string unit) => MeasurementText.Value(value, unit);

    /// <summary>A time in milliseconds.</summary>
    public static string Time(TimeSpan time) => MeasurementText.Value(time.TotalNanoseconds, "ns");
}
