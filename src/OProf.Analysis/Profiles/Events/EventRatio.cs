namespace OProf.Analysis.Profiles.Events;

/// <summary>A figure that two events of a report make together: by their periods, so as often as each occurred.</summary>
/// <param name="Name">Its name, of letters and digits: <c>Ipc</c>, <c>CacheMissRate</c>.</param>
/// <param name="Numerator">Index of the event that is divided.</param>
/// <param name="Denominator">Index of the event that it is divided by.</param>
/// <param name="IsShare">Whether it is a part of a whole, which one shows in percent.</param>
public sealed record EventRatio(string Name, int Numerator, int Denominator, bool IsShare)
{
    private static readonly (string Name, bool IsShare, string[] Of, string[] By)[] s_known =
    [
        ("Ipc", false, ["instructions"], ["cycles", "cpu-cycles"]),
        ("CacheMissRate", true, ["cache-misses"], ["cache-references"]),
        ("BranchMissRate", true, ["branch-misses"], ["branches", "branch-instructions"]),
        ("FrontendStallRate", true, ["stalled-cycles-frontend", "idle-cycles-frontend"], ["cycles", "cpu-cycles"]),
        ("BackendStallRate", true, ["stalled-cycles-backend", "idle-cycles-backend"], ["cycles", "cpu-cycles"]),
    ];

    /// <summary>The ratios that a list of events makes; both of one have the same modifiers.</summary>
    /// <param name="events">Names of the events, as <c>perf list</c> writes them.</param>
    public static IReadOnlyList<EventRatio> Of(IReadOnlyList<string> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var names = events.Select(OProf.Analysis.Counters.EventName.Of).ToList();
        var ratios = new List<EventRatio>();
        for (int index = 0; index < names.Count; index++)
        {
            var (name, modifiers) = names[index];
            string suffix = EventColumns.Word(modifiers);
            foreach (var known in s_known)
            {
                int by = known.Of.Contains(name) ? Find(known.By, modifiers) : -1;
                if (by >= 0)
                    ratios.Add(new EventRatio(known.Name + suffix, index, by, known.IsShare));
            }

            int all = AccessesOf(name) is { } accesses ? Find([accesses], modifiers) : -1;
            if (all >= 0)
                ratios.Add(new EventRatio(EventColumns.Word(name[..^2]) + "Rate" + suffix, index, all, IsShare: true));
        }

        return [.. ratios.DistinctBy(static ratio => ratio.Name, StringComparer.OrdinalIgnoreCase)];

        int Find(string[] wanted, string modifiers) => names.FindIndex(other => wanted.Contains(other.Base) && other.Modifiers == modifiers);
    }

    /// <summary>perf's cache events: dTLB-load-misses are of dTLB-loads, -prefetch-misses of -prefetches. Null for all others.</summary>
    internal static string? AccessesOf(string name)
    {
        const string Misses = "-misses";
        if (!name.EndsWith(Misses, StringComparison.Ordinal) || name is "cache-misses" or "branch-misses")
            return null;
        string operation = name[..^Misses.Length];
        return operation.EndsWith("-prefetch", StringComparison.Ordinal) ? operation + "es" : operation + "s";
    }
}
