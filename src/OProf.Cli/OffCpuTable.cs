using System.Globalization;
using OProf.Analysis.Profiles;

namespace OProf.Cli;

/// <summary>Where threads were off the CPU, and how long.</summary>
internal sealed class OffCpuTable : ReportTable<OffCpuReportRow>
{
    private readonly OffCpuReport _report;

    internal OffCpuTable(OffCpuReport report)
    {
        _report = report;
        Add("Seconds", true, static row => string.Create(CultureInfo.InvariantCulture, $"{row.Time / 1e9:F6}"));
        Add("Share", true, static row => Percent(row.Share));
        Add("Total", true, static row => Percent(row.Total));
        Add("Count", true, static row => Text(row.Count));
        foreach (var key in report.By)
            AddColumns(key);
    }

    /// <summary>Writes the table.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="top">Rows; 0 for all.</param>
    internal void Write(TextWriter writer, int top)
    {
        OffCpuReportRow[] rows = [.. top == 0 ? _report.Rows : _report.Rows.Take(top)];
        Write(writer, rows, _report.Rows.Count - rows.Length);
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
                Add("Reason", false, static row => row.Reason?.ToString() ?? "");
                break;
        }
    }
}
