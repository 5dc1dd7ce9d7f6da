namespace OProf.Analysis.Counters;

/// <summary>How often something is measured, and when that ends.</summary>
public sealed record BenchmarkOptions
{
    /// <summary>Runs that count, of each of what is compared; 1 or more.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Runs before them, that do not count; 0 or more.</summary>
    public int WarmUp { get; init; }

    /// <summary>Whether a run that fails counts like any other; else it is the last one.</summary>
    public bool IgnoreExitCode { get; init; }

    /// <summary>A difference that does not matter, as a share above 0: 0.01 for one percent.</summary>
    public double Within { get; init; } = 0.01;
}
