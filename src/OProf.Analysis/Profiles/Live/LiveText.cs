using System.Globalization;
using System.Text;

namespace OProf.Analysis.Profiles.Live;

/// <summary>A live top as lines of text, for a terminal.</summary>
public static class LiveText
{
    /// <summary>The lines: two of head, the columns' names, the rows.</summary>
    /// <param name="snapshot">What to show.</param>
    /// <param name="width">Characters that a line may have.</param>
    /// <param name="height">Most lines.</param>
    public static IReadOnlyList<string> Lines(LiveSnapshot snapshot, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        bool hits = snapshot.By == LiveKey.Marker;
        var lines = new List<string> { Head(snapshot), Losses(snapshot), Columns(snapshot, hits) };
        foreach (var row in snapshot.Rows)
            lines.Add(Line(row, snapshot));
        return [.. lines.Take(Math.Max(height, 1)).Select(line => Cut(line, width))];
    }

    /// <summary>What was captured: the first line of the head.</summary>
    /// <param name="snapshot">What is shown.</param>
    public static string Head(LiveSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        string what = snapshot.By == LiveKey.Marker ? "hits" : "samples";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{snapshot.Session}: {snapshot.Target}, {Time(snapshot.Elapsed)}; {snapshot.Samples:N0} {what} in {snapshot.Interval.TotalSeconds:F1} s, {snapshot.OverallSamples:N0} in all");
    }

    /// <summary>What was lost, and how many rows there are: the second line of the head.</summary>
    /// <param name="snapshot">What is shown.</param>
    public static string Losses(LiveSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        string text = string.Create(CultureInfo.InvariantCulture, $"{snapshot.Lost:N0} records lost, {snapshot.OverallLost:N0} in all");
        if (snapshot.Missed != 0)
            text += string.Create(CultureInfo.InvariantCulture, $"; {snapshot.Missed:N0} samples missed here");
        return snapshot.Rows.Count == snapshot.RowCount
            ? text
            : text + string.Create(CultureInfo.InvariantCulture, $"; {snapshot.Rows.Count:N0} of {snapshot.RowCount:N0} rows");
    }

    private static string Columns(LiveSnapshot snapshot, bool hits)
    {
        string columns = $"{"Share",7} {"Overall",7} {(hits ? "Hits" : "Samples"),9}  ";
        if (snapshot.HasSeveralEvents)
            columns += $"{"Event",-16}  ";
        return columns + snapshot.By switch
        {
            LiveKey.Symbol => "Symbol (Image)",
            LiveKey.Process => $"{"ProcessId",9}  Command",
            LiveKey.Thread => $"{"ProcessId",9} {"ThreadId",9}  Command",
            LiveKey.Image => "Image",
            _ => "Marker",
        };
    }

    private static string Line(LiveRow row, LiveSnapshot snapshot)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{Percent(row.Share),7} {Percent(row.OverallShare),7} {row.Samples,9:N0}  ");
        if (snapshot.HasSeveralEvents)
            line += $"{row.Event,-16}  ";
        return line + snapshot.By switch
        {
            LiveKey.Symbol => $"{row.Symbol} ({Leaf(row.Image)})",
            LiveKey.Process => string.Create(CultureInfo.InvariantCulture, $"{row.ProcessId,9}  {row.Command}"),
            LiveKey.Thread => string.Create(CultureInfo.InvariantCulture, $"{row.ProcessId,9} {row.ThreadId,9}  {row.Command}"),
            LiveKey.Image => row.Image,
            _ => row.Marker,
        };
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2}%");

    private static string Time(TimeSpan time) => time.TotalMinutes < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}");

    private static string? Leaf(string? path) =>
        path is null || path.Length == 0 || path[0] != '/' || path[^1] == '/' ? path : path[(path.LastIndexOf('/') + 1)..];

    // Names come from other processes and files: nothing in them may steer the terminal.
    private static string Cut(string line, int width)
    {
        var text = new StringBuilder(line.Length);
        foreach (char c in line)
        {
            if (text.Length == width)
                break;
            text.Append(char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator ? '?' : c);
        }

        return text.ToString();
    }
}
