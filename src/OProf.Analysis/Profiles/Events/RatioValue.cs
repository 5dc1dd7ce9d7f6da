namespace OProf.Analysis.Profiles.Events;

/// <summary>A ratio of a row.</summary>
/// <param name="Ratio">Which.</param>
/// <param name="Value">Its value, by the samples that were taken here; null where there is none of what it is divided by.</param>
public sealed record RatioValue(EventRatio Ratio, double? Value);
