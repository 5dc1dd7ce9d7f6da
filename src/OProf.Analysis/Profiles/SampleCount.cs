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

    internal void Remove(in SampleCount other)
    {
        Samples -= other.Samples;
        Period -= other.Period;
    }

    /// <summary>The part of a whole that this is, by period; by number where the whole has no periods.</summary>
    internal readonly double ShareOf(in SampleCount all)
    {
        if (all.Period != 0)
            return (double)Period / all.Period;
        return all.Samples == 0 ? 0 : (double)Samples / all.Samples;
    }

    /// <summary>The least that has a share of this.</summary>
    internal readonly SampleCount Part(double share) => Period != 0
        ? new SampleCount { Period = (ulong)Math.Ceiling(Period * share) }
        : new SampleCount { Samples = (long)Math.Ceiling(Samples * share) };

    /// <summary>Whether this is at least what <see cref="Part"/> of a whole gave.</summary>
    internal readonly bool Reaches(in SampleCount part) => Period >= part.Period && Samples >= part.Samples;
}
