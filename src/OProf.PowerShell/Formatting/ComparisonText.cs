using OProf.Analysis.Baselines;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Formatting;

/// <summary>Comparisons with a baseline as people read them, for the default view in OProf.Format.ps1xml.</summary>
public static class ComparisonText
{
    /// <summary>A comparison as a table.</summary>
    public static string Of(OProfBaselineComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return BaselineReport.Of(comparison.Comparison, comparison.Path).TrimEnd();
    }
}
