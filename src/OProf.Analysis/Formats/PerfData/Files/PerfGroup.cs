namespace OProf.Analysis.Formats.PerfData.Files;

/// <summary>A group of events as it was asked for.</summary>
/// <param name="Leader">Index of its first event.</param>
/// <param name="Count">Number of its events.</param>
internal readonly record struct PerfGroup(int Leader, int Count);
