using System.Text.RegularExpressions;
using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Analysis.Tests.Formats.Ctf.Building;
using Xunit;

namespace OProf.Oracle.Tests.Ctf;

/// <summary>What babeltrace2 reads from a trace.</summary>
internal static partial class Babeltrace
{
    /// <summary>Its events as "cycles name: { packet context }, { contexts }, { fields }", in the order of their time.</summary>
    public static List<string> Read(string path)
    {
        Tool.Require("babeltrace2");
        var events = new List<string>();
        foreach (string line in Tool.Run("babeltrace2", "--clock-cycles", "--no-delta", "--color=never", path).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var match = Line().Match(line);
            Assert.True(match.Success, line);
            events.Add($"{match.Groups["cycles"].Value} {Labels().Replace(match.Groups["event"].Value, "( ${labels} : container")}");
        }

        return events;
    }

    /// <summary>Compares what we read with what it reads: counts by event and CPU, and each event field by field.</summary>
    public static void AssertSame(string path, IReadOnlyCollection<CtfTrace> traces, CtfReader reader)
    {
        var ours = new List<string>();
        long time = long.MinValue;
        while (reader.Read())
        {
            Assert.True(reader.Time >= time);
            time = reader.Time;
            if (reader.Current.Kind == CtfItemKind.Event)
                ours.Add(RandomTrace.Spell(reader.Current));
        }

        var theirs = Read(path);
        Assert.All(traces, trace => Assert.Empty(trace.Diagnostics.Kept));
        Assert.Equal(CountBy(theirs), CountBy(ours));

        // Where times are equal, the order is each reader's own.
        Assert.Equal(theirs.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
    }

    private static SortedDictionary<string, int> CountBy(List<string> events)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string line in events)
        {
            // "name: { cpu_id = 0 }"
            string kind = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..(line.IndexOf('}', StringComparison.Ordinal) + 1)];
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
        }

        return counts;
    }

    // Version 2.1 puts several labels into braces, 2.0 does not.
    [GeneratedRegex(@"\( \{ (?<labels>[^{}]*) \} : container")]
    private static partial Regex Labels();

    [GeneratedRegex(@"^\[(?<cycles>\d+)\] (?:.*? )??(?<event>\S+: \{.*)$", RegexOptions.Singleline)]
    private static partial Regex Line();
}
