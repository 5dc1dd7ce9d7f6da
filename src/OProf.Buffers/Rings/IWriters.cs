namespace OProf.Buffers.Rings;

/// <summary>How many threads write to a ring, and so how its words are changed.</summary>
public interface IWriters
{
    /// <summary>Whether only one thread writes.</summary>
    static abstract bool IsSingle { get; }

    /// <summary>Changes a word if it still has the value expected.</summary>
    static abstract bool TryAdvance(ref long word, long expected, long next);

    /// <summary>Adds to a word, publishing all stores before it; returns the sum.</summary>
    static abstract long Add(ref long word, long amount);
}
