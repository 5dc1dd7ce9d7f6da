namespace OProf.Analysis.Counters;

/// <summary>How far a benchmark is.</summary>
/// <param name="Done">Runs that have ended, those before the ones that count included.</param>
/// <param name="Total">All runs that there are to be.</param>
/// <param name="Name">What runs now.</param>
/// <param name="Remaining">The time that the rest takes if it goes on like this; null where nothing is known yet.</param>
public sealed record BenchmarkProgress(int Done, int Total, string Name, TimeSpan? Remaining);
