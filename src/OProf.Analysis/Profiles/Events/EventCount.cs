namespace OProf.Analysis.Profiles.Events;

/// <summary>What a row has of one event.</summary>
/// <param name="Column">The event.</param>
/// <param name="Samples">Number of samples that were taken here.</param>
/// <param name="Period">What these stand for, in the event's unit.</param>
/// <param name="TotalSamples">Number of samples that were taken here or in what was called from here.</param>
/// <param name="Share">The part of the event's whole period that was taken here, 0 to 1.</param>
/// <param name="Total">The like part with what was called from here.</param>
public sealed record EventCount(EventColumn Column, long Samples, long Period, long TotalSamples, double Share, double Total);
