using System.Globalization;
using OProf.Analysis.Profiles;

namespace OProf.Cli;

/// <summary>Where samples fell.</summary>
internal sealed class SampleTable : ReportTable<SampleReportRow>
{
    private readonly SampleReport _report;

    internal SampleTable(SampleReport report)
    {
        _report = report;
        if (report.Events.Count > 0)
        {
            AddEvents(report);
        }
        else
        {
            Add("Share", true, static row => Percent(row.Share));
            if (!report.IsSelfOnly)
                Add("Total", true, static row => Percent(row.Total));
            Add("Samples", true, static row => Text(row.Samples));
        }

        foreach (var key in report.By)
            AddColumns(key);
    }

    /// <summary>Writes the table.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="top">Rows of each event; 0 for all.</param>
    internal void Write(TextWriter writer, int top)
    {
        var rows = new List<SampleReportRow>();
        int ofEvent = 0;
        foreach (var row in _report.Rows)
        {
            ofEvent = rows.Count != 0 && rows[^1].Event != row.Event ? 1 : ofEvent + 1;
            if (top == 0 || ofEvent <= top)
                rows.Add(row);
        }

        Write(writer, rows, _report.Rows.Count - rows.Count);
    }

    // One share for each event, as perf shows those of a group.
    private void AddEvents(SampleReport report)
    {
        for (int index = 0; index < report.Events.Count; index++)
        {
            int column = index;
            Add(report.Events[column].Name, true, row => Percent(row.GetEvents()[column].Share));
        }

        for (int index = 0; index < report.Ratios.Count; index++)
        {
            int column = index;
            Add(report.Ratios[column].Name, true, row => row.GetRatios()[column] is not { Value: { } value } ratio ? "-"
                : ratio.Ratio.IsShare ? Percent(value) : string.Create(CultureInfo.InvariantCulture, $"{value:F2}"));
        }
    }

    private void AddColumns(ProfileKey key)
    {
        switch (key)
        {
            case ProfileKey.Process:
                Add("ProcessId", true, static row => Text(row.ProcessId));
                Add("Command", false, static row => row.Command ?? "");
                break;
            case ProfileKey.Thread:
                Add("ProcessId", true, static row => Text(row.ProcessId));
                Add("ThreadId", true, static row => Text(row.ThreadId));
                Add("Command", false, static row => row.Command ?? "");
                break;
            case ProfileKey.Image:
                Add("Image", false, static row => row.Image ?? "");
                break;
            case ProfileKey.Symbol:
                Add("Image", false, static row => row.Image ?? "");
                Add("Symbol", false, static row => row.Symbol ?? "");
                break;
            case ProfileKey.Line:
                Add("Image", false, static row => row.Image ?? "");
                Add("Line", false, static row => $"{row.SourceFile}:{Text(row.Line)}");
                break;
            case ProfileKey.Address:
                Add("Address", true, static row => string.Create(CultureInfo.InvariantCulture, $"0x{row.Address:x}"));
                Add("Image", false, static row => row.Image ?? "");
                Add("Symbol", false, static row => row.Symbol ?? "");
                break;
            case ProfileKey.Time:
                Add("Time", true, static row => Text(row.Time));
                break;
            case ProfileKey.Cpu:
                Add("Cpu", true, static row => Text(row.Cpu));
                break;
            case ProfileKey.Cgroup:
                Add("Cgroup", false, static row => row.Cgroup ?? "");
                break;
            case ProfileKey.Mode:
                Add("Mode", false, static row => row.Mode?.ToString() ?? "");
                break;
            default:
                Add("Event", false, static row => row.Event ?? "");
                break;
        }
    }
}
