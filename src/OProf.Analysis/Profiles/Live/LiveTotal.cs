namespace OProf.Analysis.Profiles.Live;

/// <summary>The count of one row.</summary>
internal struct LiveTotal
{
    /// <summary>In the last interval.</summary>
    internal SampleCount Last;

    /// <summary>Of the whole.</summary>
    internal SampleCount All;

    /// <summary>A row of the task table that it is of; -1 for none.</summary>
    internal int Task;
}
