namespace OProf.Analysis.Profiles.CallTrees;

/// <summary>Samples that have trees of their own: those of one event, or of one process and event.</summary>
/// <param name="Event">Name of the event.</param>
/// <param name="ProcessId">The process; null for all.</param>
/// <param name="Command">Name of its main thread; null for all.</param>
/// <param name="All">All samples of the event, of which shares are.</param>
internal readonly record struct CallTreeGroup(string Event, int? ProcessId, string? Command, SampleCount All);
