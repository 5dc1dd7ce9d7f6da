namespace OProf.Buffers.Rings;

/// <summary>
/// The contract of all rings: reserve, fill, commit or abort; consume the next whole record or nothing. For code that
/// takes any ring; one that is fast names the ring's type.
/// </summary>
/// <remarks>
/// A writer never waits, allocates or throws: what does not fit is refused at once and counted, and leaves everything else
/// as it was. One thread at a time reads. Records are read in the order in which they were reserved, so one that is
/// committed waits for those reserved before it. A single writer has one reservation open at a time.
/// </remarks>
public interface IRecordRing : IDisposable
{
    /// <summary>Longest payload, bytes.</summary>
    int MaxLength { get; }

    /// <summary>
    /// Committed records that were not yet consumed, in all buffers of the ring; of one that overwrites, those in
    /// sub-buffers that are closed. Exact while nothing is under way.
    /// </summary>
    long Entries { get; }

    /// <summary>Records that were consumed, one by one or with their sub-buffer.</summary>
    long Taken { get; }

    /// <summary>Records lost, by cause.</summary>
    RingLosses Losses { get; }

    /// <summary>Makes room for a record.</summary>
    /// <param name="length">Bytes of its payload, 0 to <see cref="MaxLength"/>.</param>
    /// <param name="time">Its time, where the ring's clock is <see cref="GivenClock"/>; else of no effect.</param>
    /// <param name="reservation">The room, to be committed or aborted.</param>
    /// <returns>False where the record is lost; its cause is counted.</returns>
    bool TryReserve(int length, ulong time, out Reservation reservation);

    /// <summary>
    /// The payload that is to be filled, as far as it is contiguous: all of it, except on a storage of pages, where
    /// <see cref="Write"/> crosses them.
    /// </summary>
    Span<byte> Payload(in Reservation reservation);

    /// <summary>Fills a part of the payload.</summary>
    /// <param name="reservation">The room.</param>
    /// <param name="offset">Where in the payload.</param>
    /// <param name="source">The bytes; what goes beyond the payload is left out.</param>
    void Write(in Reservation reservation, int offset, ReadOnlySpan<byte> source);

    /// <summary>Publishes the record. Nothing where the reserve had failed.</summary>
    void Commit(in Reservation reservation);

    /// <summary>Gives the record up: no reader sees it, and it is counted as aborted.</summary>
    void Abort(in Reservation reservation);

    /// <summary>
    /// Closes the sub-buffer that is being filled, so that its reader can take it. Nothing where it has no record. By any
    /// thread, or where the ring has a single writer, by that.
    /// </summary>
    void Flush();

    /// <summary>Takes the next whole record.</summary>
    /// <param name="record">The record; valid until the next call of a reader's method.</param>
    /// <returns>
    /// False where there is none. A ring that overwrites gives the records of sub-buffers that are closed.
    /// </returns>
    bool TryConsume(out RingRecord record);
}
