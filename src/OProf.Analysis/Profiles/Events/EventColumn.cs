namespace OProf.Analysis.Profiles.Events;

/// <summary>An event of a report that has a column for each.</summary>
/// <param name="Name">Name of the event.</param>
/// <param name="Prefix">
/// What the names of its columns begin with: letters and digits alone, such as <c>CacheMisses</c> for <c>cache-misses</c>. The
/// same for the same list of events, and unlike that of any other.
/// </param>
/// <param name="Samples">All its samples.</param>
/// <param name="Period">What they stand for, in the event's unit.</param>
public sealed record EventColumn(string Name, string Prefix, long Samples, long Period);
