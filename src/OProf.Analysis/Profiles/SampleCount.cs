namespace OProf.Analysis.Profiles;

/// <summary>A number of samples, and what they stand for.</summary>
internal struct SampleCount
{
    internal long Samples;
    internal ulong Period;

    internal void Add(in SampleCount other)
    {
        Samples += other.Samples;
        Period += other.Period;
    }

    /// <summary>The part of a whole that this is, by period; by number where the whole has no periods.</summary>
    internal readonly double ShareOf(in SampleCount all)
    {
        if (all.Period != 0)
            return (double)Period / all.Period;
        return all.Samples == 0 ? 0 : (double)Samples / all.Samples;
    }
}
