namespace OProf.Analysis.Counters;

/// <summary>A counter's name apart: <c>cycles:u</c> is cycles with the modifiers u.</summary>
/// <param name="Base">The event; of a unit's event (<c>cpu/event=1/u</c>) the whole name.</param>
/// <param name="Modifiers">The letters, with the colon; empty where there are none.</param>
internal readonly record struct EventName(string Base, string Modifiers)
{
    /// <summary>Whether it is a clock, whose values are nanoseconds.</summary>
    public bool IsClock => Base is "task-clock" or "cpu-clock";

    /// <summary>Takes a name apart.</summary>
    public static EventName Of(string name)
    {
        int colon = name.Contains('/', StringComparison.Ordinal) ? -1 : name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new EventName(name, "") : new EventName(name[..colon], name[colon..]);
    }
}
