using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles.Columns;

/// <summary>What frames lie in: a file, or what goes under one of perf's names in brackets.</summary>
/// <param name="Image">Index of its name in <see cref="Profile.Strings"/>: a path, <c>[kernel.kallsyms]</c>, <c>perf-PID.map</c>, <c>[unknown]</c>.</param>
/// <param name="File">The file; null where there is none.</param>
public readonly record struct MappingRow(int Image, ImageInfo? File);
