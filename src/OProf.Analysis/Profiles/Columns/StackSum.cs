namespace OProf.Analysis.Profiles.Columns;

/// <summary>Samples of one thread and event that have the same call chain.</summary>
/// <param name="Thread">Index in <see cref="Profile.Threads"/>.</param>
/// <param name="Event">Index in <see cref="Profile.Events"/>.</param>
/// <param name="Stack">Their call chain in <see cref="Profile.Stacks"/>.</param>
/// <param name="Count">How many, and what they stand for.</param>
internal readonly record struct StackSum(int Thread, int Event, int Stack, SampleCount Count);
