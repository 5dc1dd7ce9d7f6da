namespace OProf.Analysis.Profiles;

/// <summary>
/// What is the same for all frames of a sample's call chain, as far as the report asks for it. What it does not ask for is
/// -1; process and thread are said only where there is no task to say them.
/// </summary>
internal readonly record struct SampleGroup(int Event, int Cpu, int Task, int ProcessId, int ThreadId, long Slice);
