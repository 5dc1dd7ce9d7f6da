using System.Management.Automation;
using OProf.Analysis.Profiles;

namespace OProf.PowerShell.Abstractions;

/// <summary>The properties that a report's row has for each event, where there are several.</summary>
internal static class EventMembers
{
    /// <summary>Adds them: plain values, of the same names for each row, so that rows export to CSV and JSON.</summary>
    public static void Add(PSObject item, SampleReportRow row)
    {
        foreach (var column in row.GetEvents())
        {
            string prefix = column.Column.Prefix;
            item.Properties.Add(new PSNoteProperty(prefix + "Samples", column.Samples));
            item.Properties.Add(new PSNoteProperty(prefix + "Period", column.Period));
            item.Properties.Add(new PSNoteProperty(prefix + "TotalSamples", column.TotalSamples));
            item.Properties.Add(new PSNoteProperty(prefix + "Share", column.Share));
            item.Properties.Add(new PSNoteProperty(prefix + "Total", column.Total));
        }

        foreach (var ratio in row.GetRatios())
            item.Properties.Add(new PSNoteProperty(ratio.Ratio.Name, ratio.Value));
    }

    /// <summary>The samples of a row, of whatever event.</summary>
    public static long SamplesOf(SampleReportRow row) =>
        row.GetEvents() is { Count: > 0 } columns ? columns.Sum(static column => column.Samples) : row.Samples;
}
