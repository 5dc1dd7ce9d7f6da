namespace OProf.Capture.Sync;

/// <summary>What a source's records mean; implemented by structs, as <see cref="IRecordBuffer"/> is.</summary>
internal interface IRecordSink
{
    /// <summary>CLOCK_MONOTONIC nanoseconds of a record; 0 where it carries none, which puts it before all that do.</summary>
    ulong TimeOf(ReadOnlySpan<byte> record);

    /// <summary>
    /// Looks at the record that is the next one of its buffer, before its turn: what it needs can be fetched meanwhile. Changes
    /// nothing.
    /// </summary>
    void LookAhead(int buffer, ReadOnlySpan<byte> record, ulong time);

    /// <summary>Takes in the next record by time.</summary>
    void Accept(int buffer, ReadOnlySpan<byte> record, ulong time);

    /// <summary>All that this round has for a CPU was taken in.</summary>
    void MarkDone(int cpu);
}
