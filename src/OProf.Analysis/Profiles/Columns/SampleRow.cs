namespace OProf.Analysis.Profiles.Columns;

/// <summary>A sample of a <see cref="Profile"/>.</summary>
/// <param name="Time">CLOCK_MONOTONIC nanoseconds.</param>
/// <param name="Cpu">The CPU; -1 where it is not known.</param>
/// <param name="Thread">Index in <see cref="Profile.Threads"/>.</param>
/// <param name="Event">Index in <see cref="Profile.Events"/>.</param>
/// <param name="Stack">Its call chain in <see cref="Profile.Stacks"/>; never the empty one: without a chain it is the sample's own place.</param>
/// <param name="Period">What it stands for, in the event's unit; 0 where it was not recorded.</param>
public readonly record struct SampleRow(long Time, int Cpu, int Thread, int Event, int Stack, long Period);
