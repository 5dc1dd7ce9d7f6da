namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>A kind of event, and whether it can be captured here.</summary>
/// <param name="Name">What an event selection takes.</param>
/// <param name="Alias">Another name that it takes; empty where there is none.</param>
/// <param name="Kind">Where the event comes from.</param>
/// <param name="Available">The kernel opened it for this user just now.</param>
/// <param name="CanSample">It was opened for sampling, not for counting alone.</param>
/// <param name="Reason">Why not; empty where it can be sampled.</param>
/// <param name="Description">What is counted.</param>
/// <param name="Unit">What a value is in ("ns", "Joules"); empty for plain events.</param>
public sealed record EventType(
    string Name,
    string Alias,
    EventKind Kind,
    bool Available,
    bool CanSample,
    string Reason,
    string Description,
    string Unit);
