namespace OProf.Capture.Sync;

/// <summary>
/// A CPU's records in the order they were written, as <see cref="BufferSync{TBuffer,TSink}"/> takes them: a kernel ring, a
/// range of a file. Implemented by structs, so that no call per record is virtual.
/// </summary>
internal interface IRecordBuffer
{
    /// <summary>Number of the CPU.</summary>
    int Cpu { get; }

    /// <summary>Begins a round: what is there by now can be read, nothing that comes after.</summary>
    void BeginRound();

    /// <summary>The next whole record of this round; false at its end.</summary>
    bool TryPeek(out ReadOnlySpan<byte> record);

    /// <summary>Takes the record that was peeked at.</summary>
    void Advance(int size);

    /// <summary>Gives the room of what was taken back to the writer.</summary>
    void EndRound();
}
