namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>
/// Which samples of a file one of several readers takes, each of which applies all other records: those of a piece of time, then the
/// others take theirs. Records that cannot be told are the first one's.
/// </summary>
/// <param name="Index">Which reader; 0 and up.</param>
/// <param name="Count">Number of readers; 1 takes all.</param>
internal readonly record struct SampleShare(int Index, int Count)
{
    // A quarter of a second: threads are in the same part of their program, and each reader has something to do.
    private const int PieceBits = 28;

    /// <summary>All samples.</summary>
    public static SampleShare All => new(0, 1);

    /// <summary>Whether this reader is the one that takes what is no sample of anybody's.</summary>
    public bool IsFirst => Index == 0;

    /// <summary>Whether a sample of a time is one of them.</summary>
    public bool Has(ulong time) => Count == 1 || (int)((time >> PieceBits) % (uint)Count) == Index;
}
