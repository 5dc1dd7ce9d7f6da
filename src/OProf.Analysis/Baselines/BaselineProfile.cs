namespace OProf.Analysis.Baselines;

/// <summary>The shares of functions in all samples of one event. Functions and chains with less than <see cref="LeastShare"/> are left out.</summary>
public sealed record BaselineProfile
{
    /// <summary>What a function or a chain has at least: 0.0005.</summary>
    public const double LeastShare = 0.0005;

    /// <summary>The event, without modifiers.</summary>
    public required string Event { get; init; }

    /// <summary>Whether only user space counts: what the kernel does for a program depends on the kernel and on the machine's other load.</summary>
    public required bool IsUserOnly { get; init; }

    /// <summary>Samples a second and CPU; null where they were taken by period.</summary>
    public int? Frequency { get; init; }

    /// <summary>How many samples the shares are of.</summary>
    public required long Samples { get; init; }

    /// <summary>Degrees of freedom of <see cref="SymbolShare.Error"/>; 0 where there was too little to tell.</summary>
    public required double Freedom { get; init; }

    /// <summary>The functions.</summary>
    public required IReadOnlyList<SymbolShare> Symbols { get; init; }

    /// <summary>The call chains.</summary>
    public required IReadOnlyList<StackShare> Stacks { get; init; }
}
