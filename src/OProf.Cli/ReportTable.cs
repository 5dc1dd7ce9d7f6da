using System.Globalization;
using OProf.Analysis.Profiles;

namespace OProf.Cli;

/// <summary>A report as a table of text: numbers to the right, names last and uncut.</summary>
internal sealed class ReportTable
{
    private readonly SampleReport _report;
    private readonly List<ReportColumn> _columns =
    [
        new("Share", true, static row => Percent(row.Share)),
        new("Total", true, static row => Percent(row.Total)),
        new("Samples", true, static row => Text(row.Samples)),
    ];

    internal ReportTable(SampleReport report)
    {
        _report = report;
        if (report.IsSelfOnly)
            _columns.RemoveAll(static column => column.Name == "Total");
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

        var widths = new int[_columns.Count];
        for (int column = 0; column < widths.Length; column++)
        {
            widths[column] = _columns[column].Name.Length;
            foreach (var row in rows)
                widths[column] = Math.Max(widths[column], _columns[column].TextOf(row).Length);
        }

        WriteLine(writer, widths, static column => column.Name);
        foreach (var row in rows)
            WriteLine(writer, widths, column => column.TextOf(row));
        if (rows.Count < _report.Rows.Count)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... and {_report.Rows.Count - rows.Count} rows more (--top 0 shows all)"));
    }

    private void WriteLine(TextWriter writer, int[] widths, Func<ReportColumn, string> text)
    {
        for (int index = 0; index < widths.Length; index++)
        {
            var column = _columns[index];
            bool isLast = index == widths.Length - 1;
            if (column.IsNumber)
                writer.Write(text(column).PadLeft(widths[index]));
            else
                writer.Write(isLast ? text(column) : text(column).PadRight(widths[index]));
            writer.Write(isLast ? "\n" : "  ");
        }
    }

    private void AddColumns(ProfileKey key)
    {
        switch (key)
        {
            case ProfileKey.Process:
                Add(new("ProcessId", true, static row => Text(row.ProcessId)));
                Add(new("Command", false, static row => row.Command ?? ""));
                break;
            case ProfileKey.Thread:
                Add(new("ProcessId", true, static row => Text(row.ProcessId)));
                Add(new("ThreadId", true, static row => Text(row.ThreadId)));
                Add(new("Command", false, static row => row.Command ?? ""));
                break;
            case ProfileKey.Image:
                Add(new("Image", false, static row => row.Image ?? ""));
                break;
            case ProfileKey.Symbol:
                Add(new("Image", false, static row => row.Image ?? ""));
                Add(new("Symbol", false, static row => row.Symbol ?? ""));
                break;
            case ProfileKey.Cpu:
                Add(new("Cpu", true, static row => Text(row.Cpu)));
                break;
            case ProfileKey.Mode:
                Add(new("Mode", false, static row => row.Mode?.ToString() ?? ""));
                break;
            default:
                Add(new("Event", false, static row => row.Event ?? ""));
                break;
        }
    }

    private void Add(ReportColumn column)
    {
        if (!_columns.Exists(other => other.Name == column.Name))
            _columns.Add(column);
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2}%");

    private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
