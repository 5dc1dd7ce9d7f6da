using System.Globalization;
using OProf.Analysis.Profiles;
using OProf.Analysis.Profiles.CallTrees;
using OProf.Analysis.Profiles.Events;
using OProf.Analysis.Profiles.Live;
using OProf.Analysis.Profiles.Sources;
using OProf.Capture.Sync;
using OProf.PowerShell.Objects;

namespace OProf.PowerShell.Formatting;

/// <summary>
/// Raw values as people read them, for the default views in OProf.Format.ps1xml. The same in every culture, as what is
/// compared between machines should be.
/// </summary>
public static class FormatText
{
    private static readonly string[] s_byteUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Bytes with a binary unit: <c>12.5 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (Math.Abs(value) >= 1024 && unit < s_byteUnits.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0 || value == Math.Floor(value)
            ? string.Create(CultureInfo.InvariantCulture, $"{value:F0} {s_byteUnits[unit]}")
            : string.Create(CultureInfo.InvariantCulture, $"{value:F1} {s_byteUnits[unit]}");
    }

    /// <summary>Nanoseconds as seconds with whole microseconds, as perf prints times.</summary>
    public static string Seconds(long nanoseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000_000_000}.{Math.Abs(nanoseconds / 1000 % 1_000_000):D6}");

    /// <summary>A length of time: <c>9.98 s</c>, <c>3:05 min</c>, <c>2:00:05 h</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:D2} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2} h"),
    };

    /// <summary>A ratio in percent: <c>12.34%</c>.</summary>
    public static string Percent(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{100 * ratio:F2}%");

    /// <summary>A difference of ratios in points of a percent, with its sign: <c>+1.20</c>.</summary>
    public static string Points(double difference) => string.Create(CultureInfo.InvariantCulture, $"{100 * difference:+0.00;-0.00;0.00}");

    /// <summary>A probability: three digits after the point, and below a thousandth its power of ten.</summary>
    public static string Probability(double value) => value is >= 0.001 or 0
        ? string.Create(CultureInfo.InvariantCulture, $"{value:F3}")
        : string.Create(CultureInfo.InvariantCulture, $"{value:0e-0}");

    /// <summary>A factor: <c>1.25x</c>; a dash where there is none.</summary>
    public static string Factor(double? ratio) => ratio is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:F2}x") : "-";

    /// <summary>A number with separators between the thousands.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>An address or offset.</summary>
    public static string Hex(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    /// <summary>The events that a row has columns of, with all their samples.</summary>
    public static string Events(SampleReportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return string.Join(", ", row.GetEvents().Select(static column => $"{column.Column.Name} ({Count(column.Column.Samples)})"));
    }

    /// <summary>A row's share of each event, in the order of <see cref="Events"/>.</summary>
    public static string Shares(SampleReportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return string.Concat(row.GetEvents().Select(static column => Percent(column.Share).PadLeft(8)));
    }

    /// <summary>A row's ratios; empty where there are none.</summary>
    public static string Ratios(SampleReportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return string.Join("  ", row.GetRatios().Select(static ratio => $"{ratio.Ratio.Name} {RatioText(ratio)}"));
    }

    /// <summary>A ratio's value; a dash where there is none.</summary>
    public static string RatioText(RatioValue ratio)
    {
        ArgumentNullException.ThrowIfNull(ratio);
        return ratio.Value is not { } value ? "-" : ratio.Ratio.IsShare ? Percent(value) : value.ToString("F2", CultureInfo.InvariantCulture);
    }

    /// <summary>What a refresh of a live top is of, and what was lost.</summary>
    public static string Refresh(LiveRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return $"{LiveText.Head(row.GetSnapshot())}; {LiveText.Losses(row.GetSnapshot())}";
    }

    /// <summary>Which samples a tree is of: the event, and the process where trees are by process.</summary>
    public static string Tree(CallTreeNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.ProcessId is { } id ? string.Create(CultureInfo.InvariantCulture, $"{node.Event}, {node.Command} ({id})") : node.Event;
    }

    /// <summary>The last part of a path; names in brackets as they are.</summary>
    public static string Leaf(string? path)
    {
        // perf's //anon is a name and no path.
        if (string.IsNullOrEmpty(path) || path[0] != '/' || path.StartsWith("//", StringComparison.Ordinal))
            return path ?? "";
        string leaf = path[(path.LastIndexOf('/') + 1)..];
        return leaf.Length == 0 ? path : leaf;
    }

    /// <summary>What an entry of the event stream says, besides where and when.</summary>
    public static string Detail(OProfEvent entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Kind switch
        {
            EventKind.Sample => $"{entry.Symbol} ({Leaf(entry.Image)})",
            EventKind.CookieSwitch => $"{CookieOf(entry.Cookie)} {entry.Image}".TrimEnd(),
            EventKind.ContextSwitch => Leaf(entry.Executable),
            EventKind.CpuSwitch => string.Create(CultureInfo.InvariantCulture, $"CPU {entry.Cpu}"),
            EventKind.ModeSwitch => entry.Mode.ToString(),
            EventKind.Lost => string.Create(CultureInfo.InvariantCulture, $"{entry.LostCount:N0} by {entry.LossCause}"),
            EventKind.Data when entry.Name is not null => $"{entry.Name} {entry.Fields}".TrimEnd(),
            EventKind.Data => string.Create(CultureInfo.InvariantCulture, $"kind {entry.DataKind} at {Hex(entry.Offset ?? 0)}: {entry.Value}"),
            _ => "",
        };
    }

    /// <summary>The keys of a report's row that is put together by several.</summary>
    public static string Key(SampleReportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        string key = Key(row.GetEvents().Count == 0 ? row.Event : null, row.Cpu, row.Cgroup, row.ProcessId, row.ThreadId, row.Command, row.Mode, row.Symbol, row.Image);
        if (row.Address is { } address)
            key += ", " + Hex(address);
        if (row.Line is { } line)
            key += ", " + Place(row.SourceFile, line);
        return row.Time is { } time ? $"{Seconds(time)}{(key.Length == 0 ? "" : ", ")}{key}" : key;
    }

    /// <summary>A line of a source file: <c>main.c:12</c>.</summary>
    public static string Place(string? file, int line) =>
        line == 0 ? Leaf(file) : string.Create(CultureInfo.InvariantCulture, $"{Leaf(file)}:{line}");

    /// <summary>An instruction, set in; a source line as it is, behind its place.</summary>
    public static string Code(AnnotatedInstruction row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Address is not null ? "    " + row.Text : $"{Place(row.SourceFile, row.Line)}: {row.Text?.Trim()}";
    }

    /// <summary>The keys of a row of times off the CPU, but for the reason.</summary>
    public static string Key(OffCpuReportRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Key(null, row.Cpu, row.Cgroup, row.ProcessId, row.ThreadId, row.Command, row.Mode, row.Symbol, row.Image);
    }

    /// <summary>A cookie; the two without a file by their meaning.</summary>
    public static string CookieOf(ulong cookie) => cookie switch
    {
        Cookie.NoCookie => "none",
        Cookie.InvalidCookie => "invalid",
        _ => cookie.ToString(CultureInfo.InvariantCulture),
    };

    private static string Key(
        string? name, int? cpu, string? cgroup, int? processId, int? threadId, string? command, ProcessorMode? mode, string? symbol, string? image)
    {
        var parts = new List<string>();
        if (name is not null)
            parts.Add(name);
        if (cpu is not null)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"CPU {cpu}"));
        if (cgroup is not null)
            parts.Add(cgroup);
        if (processId is not null)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{command} {processId}") + (threadId is { } thread ? $"/{thread}" : ""));
        if (mode is not null)
            parts.Add(mode.Value.ToString());
        if (symbol is not null)
            parts.Add($"{symbol} ({Leaf(image)})");
        else if (image is not null)
            parts.Add(image);
        return string.Join(", ", parts);
    }
}
