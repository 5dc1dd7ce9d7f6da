namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>Where the records of a file cannot be followed any further.</summary>
/// <param name="Offset">Offset in the file; of what was compressed that of the compressed record.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Found">What is there.</param>
/// <param name="IsEnd">Whether the file ends there.</param>
internal sealed record RecordDamage(long Offset, string Expected, string Found, bool IsEnd);
