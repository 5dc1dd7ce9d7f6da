namespace OProf.Analysis.Profiles.Live;

/// <summary>The count of one <see cref="LiveItem"/>.</summary>
internal struct LiveCell
{
    /// <summary>Since the last refresh.</summary>
    internal SampleCount Last;

    /// <summary>Until the last refresh: what its label has of it.</summary>
    internal SampleCount Before;

    /// <summary>The label; -1 before the first refresh.</summary>
    internal int Label;

    /// <summary>Whether it is on the list of those that the next refresh looks at.</summary>
    internal bool IsListed;
}
