namespace OProf.Benchmarks.Rings;

/// <summary>32 bytes.</summary>
internal readonly record struct Record32(ulong First, ulong Second, ulong Third, ulong Fourth);
