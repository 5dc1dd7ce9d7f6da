namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>The events a user asked for, in the syntax of perf record -e (perf-list(1)).</summary>
public sealed class EventSelection
{
    private EventSelection(string text, IReadOnlyList<EventGroup> groups)
    {
        Text = text;
        Groups = groups;
    }

    /// <summary>What was parsed.</summary>
    public string Text { get; }

    /// <summary>The groups in their order; at least one. An event that was named alone is a group of one.</summary>
    public IReadOnlyList<EventGroup> Groups { get; }

    /// <summary>
    /// Parses events separated by commas: a name of the catalogue (cycles), rNNN, or unit/term=value,.../; after it modifiers
    /// (cycles:u, cpu/event=0x3c/k); groups in braces, with modifiers for all their events ({cycles,instructions}:u).
    /// </summary>
    /// <param name="text">The selection.</param>
    /// <param name="catalog">Whose units may be named; null for this machine's.</param>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="EventSyntaxException">The text cannot be understood; the exception says where and what may have been meant.</exception>
    public static EventSelection Parse(string text, EventCatalog? catalog = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text, new EventTextReader(text, catalog ?? EventCatalog.Machine).ReadAll());
    }
}
