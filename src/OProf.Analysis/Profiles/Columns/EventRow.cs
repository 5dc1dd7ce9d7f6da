namespace OProf.Analysis.Profiles.Columns;

/// <summary>An event of a <see cref="Profile"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Samples">Number of its samples.</param>
/// <param name="Period">What they stand for, in the event's unit: nanoseconds for the clocks, else occurrences; 0 where periods were not recorded.</param>
public sealed record EventRow(string Name, long Samples, long Period)
{
    /// <summary>Whether a period is a number of nanoseconds: the event is one of the kernel's clocks.</summary>
    public bool IsTime => Name.StartsWith("cpu-clock", StringComparison.Ordinal) || Name.StartsWith("task-clock", StringComparison.Ordinal);

    /// <summary>What a sample of a period weighs: the period; 1 where the event has none.</summary>
    /// <param name="period">The sample's period.</param>
    public long WeightOf(long period) => Period == 0 ? 1 : period;

    /// <summary>What all samples weigh.</summary>
    public long Weight => Period == 0 ? Samples : Period;
}
