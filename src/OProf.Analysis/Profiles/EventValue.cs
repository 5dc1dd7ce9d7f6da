namespace OProf.Analysis.Profiles;

/// <summary>What one member of a group of events counted since the group's last sample.</summary>
/// <param name="Event">Name of the event.</param>
/// <param name="Value">What it counted, in the event's unit.</param>
public sealed record EventValue(string Event, ulong Value);
