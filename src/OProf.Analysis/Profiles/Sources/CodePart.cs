namespace OProf.Analysis.Profiles.Sources;

/// <summary>A function as it lies in one file: functions of one name can be several.</summary>
/// <param name="Function">Index in the profile's functions.</param>
/// <param name="Mapping">Index in the profile's mappings.</param>
/// <param name="Start">Offset of its first byte; 0 for what has no name.</param>
internal readonly record struct CodePart(int Function, int Mapping, ulong Start);
