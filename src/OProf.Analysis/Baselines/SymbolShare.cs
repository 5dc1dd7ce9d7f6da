namespace OProf.Analysis.Baselines;

/// <summary>What a function has of all samples, without those in what it called.</summary>
/// <param name="Symbol">The function.</param>
/// <param name="Image">The file name of its image, or one of perf's names in brackets.</param>
/// <param name="Share">0 to 1.</param>
/// <param name="Error">Standard error of the share, as it differed from run to run (in one run, from slice to slice of its time).</param>
public sealed record SymbolShare(string Symbol, string Image, double Share, double Error);
