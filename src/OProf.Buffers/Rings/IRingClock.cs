namespace OProf.Buffers.Rings;

/// <summary>Which time a record gets when it is reserved.</summary>
public interface IRingClock
{
    /// <summary>Bytes of the time in a framed record's header: 0 or 8.</summary>
    static abstract int Size { get; }

    /// <summary>Whether the writer says the time.</summary>
    static abstract bool IsGiven { get; }

    /// <summary>The time of a record that is being reserved.</summary>
    /// <param name="given">What the writer said.</param>
    static abstract ulong Read(ulong given);
}
