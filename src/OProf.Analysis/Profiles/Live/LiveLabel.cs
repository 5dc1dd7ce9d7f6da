namespace OProf.Analysis.Profiles.Live;

/// <summary>What a row has in common; null or -1 for what is not its key. A task's name is left to the moment it is shown.</summary>
/// <param name="Event">Index of the event.</param>
/// <param name="ProcessId">The process.</param>
/// <param name="ThreadId">The thread.</param>
/// <param name="Executable">Cookie of the program that it ran.</param>
/// <param name="Image">The file.</param>
/// <param name="Symbol">The function.</param>
/// <param name="Marker">The marker.</param>
internal readonly record struct LiveLabel(
    int Event, int ProcessId = -1, int ThreadId = -1, ulong Executable = 0, string? Image = null, string? Symbol = null, string? Marker = null);
