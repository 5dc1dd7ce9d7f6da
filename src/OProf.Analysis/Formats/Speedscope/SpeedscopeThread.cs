namespace OProf.Analysis.Formats.Speedscope;

/// <summary>The samples of one event that were taken of a thread.</summary>
/// <param name="Thread">Index in the profile's threads.</param>
/// <param name="Event">Index in the profile's events.</param>
/// <param name="First">Index of its first sample among those ordered by thread and event.</param>
/// <param name="Count">Number of its samples.</param>
/// <param name="Weight">Sum of their weights.</param>
internal readonly record struct SpeedscopeThread(int Thread, int Event, int First, int Count, long Weight);
