namespace OProf.Analysis.Formats.Pprof;

/// <summary>A function of a profile that is read: indices of its name and its source file.</summary>
internal readonly record struct PprofFunction(int Name, int File);
