namespace OProf.Analysis.Profiles.Sources;

/// <summary>A function whose code is not to be had.</summary>
/// <param name="Symbol">The function.</param>
/// <param name="Image">The file that it is in, or what goes for one.</param>
/// <param name="Reason">Why.</param>
public sealed record MissingCode(string Symbol, string Image, string Reason);
