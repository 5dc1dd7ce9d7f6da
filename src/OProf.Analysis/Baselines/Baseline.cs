namespace OProf.Analysis.Baselines;

/// <summary>
/// What a command or a block of code was measured to do, to be kept and compared with: shares of functions, counters and
/// ratios, with what they vary by. What is compared with a baseline has the same form.
/// </summary>
public sealed record Baseline
{
    /// <summary>What was measured, in a line.</summary>
    public required string Name { get; init; }

    /// <summary>What it was measured in turn with; null for nothing.</summary>
    public string? Reference { get; init; }

    /// <summary>Whether it was a block of code in this process: what its counters count depends on what ran there before.</summary>
    public bool IsBlock { get; init; }

    /// <summary>How many runs there were.</summary>
    public required int Repeat { get; init; }

    /// <summary>How many runs there were before them, that do not count.</summary>
    public int WarmUp { get; init; }

    /// <summary>Mean time of one run (with one of the reference, where there is one) from start to end.</summary>
    public required TimeSpan RunTime { get; init; }

    /// <summary>Where it was measured.</summary>
    public required BaselineMachine Machine { get; init; }

    /// <summary>The version of OProf that measured it.</summary>
    public required string Version { get; init; }

    /// <summary>The counters, by name.</summary>
    public IReadOnlyList<BaselineSeries> Counters { get; init; } = [];

    /// <summary>Counters by those of the reference, by name; empty where there is no reference.</summary>
    public IReadOnlyList<BaselineSeries> Ratios { get; init; } = [];

    /// <summary>The shares of the functions; null where it was not sampled.</summary>
    public BaselineProfile? Profile { get; init; }
}
