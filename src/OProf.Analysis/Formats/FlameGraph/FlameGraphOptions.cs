using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Formats.FlameGraph;

/// <summary>How a flame graph is drawn.</summary>
public sealed record FlameGraphOptions
{
    /// <summary>The heading; null for the profile's name.</summary>
    public string? Title { get; init; }

    /// <summary>What to compare with: colours show how the shares have changed since; null for none.</summary>
    public Profile? Baseline { get; init; }

    /// <summary>Boxes below this share of the whole are left out, 0 to 1.</summary>
    public double MinimumShare { get; init; } = 0.0001;

    /// <summary>Whether the first boxes on the root are the processes.</summary>
    public bool ByProcess { get; init; } = true;

    /// <summary>Whether the root is at the top: an icicle.</summary>
    public bool Icicle { get; init; }
}
