using System.Globalization;

namespace OProf.Cli;

/// <summary>A report as a table of text: numbers to the right, names last and uncut.</summary>
internal class ReportTable<TRow>
{
    private readonly List<ReportColumn<TRow>> _columns = [];

    /// <summary>Adds a column, unless there is one of its name.</summary>
    private protected void Add(string name, bool isNumber, Func<TRow, string> textOf)
    {
        if (!_columns.Exists(other => other.Name == name))
            _columns.Add(new(name, isNumber, textOf));
    }

    /// <summary>Writes rows, and says how many there are beyond them.</summary>
    private protected void Write(TextWriter writer, IReadOnlyList<TRow> rows, int more)
    {
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
        if (more > 0)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... and {more} rows more (--top 0 shows all)"));
    }

    private protected static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2}%");

    private protected static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private void WriteLine(TextWriter writer, int[] widths, Func<ReportColumn<TRow>, string> text)
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
}
