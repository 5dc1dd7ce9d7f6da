namespace OProf.Analysis.Profiles.Live;

/// <summary>The finest thing that samples are counted by while they are read; names come at a refresh.</summary>
/// <param name="Event">Index of the event; 0 for hits of markers.</param>
/// <param name="ProcessId">The process, where the number does not tell it; else 0.</param>
/// <param name="Number">
/// For functions and images the number of a place, for processes and threads a row of the task table (of a task that is not
/// known a negative one, made of its id), for markers the number of the kind of data.
/// </param>
internal readonly record struct LiveItem(int Event, int ProcessId, int Number);
