namespace OProf.Analysis.Baselines;

/// <summary>What a call chain has of all samples.</summary>
/// <param name="Stack">The functions, outermost first, separated by semicolons.</param>
/// <param name="Share">0 to 1.</param>
public sealed record StackShare(string Stack, double Share);
