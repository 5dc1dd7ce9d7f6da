namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>
/// Events that are on the counters together. The leader comes first and is the one that samples; each of its samples carries the
/// values of all. An event that was named alone is a group of one.
/// </summary>
public sealed class EventGroup
{
    internal EventGroup(IReadOnlyList<EventDefinition> events)
    {
        Events = events;
    }

    /// <summary>The events, leader first; at least one.</summary>
    public IReadOnlyList<EventDefinition> Events { get; }

    /// <summary>The event that samples.</summary>
    public EventDefinition Leader => Events[0];

    /// <summary>More than one event: samples carry values.</summary>
    public bool HasMembers => Events.Count > 1;

    /// <summary>The names, in braces where there is more than one.</summary>
    public override string ToString() => HasMembers ? $"{{{string.Join(',', Events)}}}" : Leader.Name;
}
