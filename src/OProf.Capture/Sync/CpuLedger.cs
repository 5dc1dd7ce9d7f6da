namespace OProf.Capture.Sync;

/// <summary>
/// The counts of one CPU, in records. Invariant, at every moment when no sync is under way:
/// <c>Received = Delivered + Applied + Skipped + sum of Lost</c>. Written by the sync thread only; a reader sees each
/// count whole, and all of them consistent once the session has stopped.
/// </summary>
public sealed class CpuLedger
{
    private const int HeadCounts = 8;
    private static readonly int CauseCount = Enum.GetValues<LossCause>().Length;
    private readonly long[] _lost = new long[CauseCount];
    private long _received;
    private long _delivered;
    private long _applied;
    private long _skipped;

    /// <summary>Makes the ledger of a CPU.</summary>
    /// <param name="cpu">The CPU's number.</param>
    public CpuLedger(int cpu) => Cpu = cpu;

    /// <summary>How many numbers <see cref="CopyTo"/> gives.</summary>
    public static int CountsLength => HeadCounts + CauseCount;

    /// <summary>The CPU's number.</summary>
    public int Cpu { get; }

    /// <summary>Records that the source produced for this CPU, those that it says it had to drop included.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Samples, and recorded hits of markers, that were put into the event buffer.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>
    /// Records that changed state (mappings, names, tasks, switches) and were used for that, and hits of markers that probes
    /// saw and did not record.
    /// </summary>
    public long Applied => Volatile.Read(ref _applied);

    /// <summary>Records of a type that is not known here, skipped by their length.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    /// <summary>
    /// Times the CPU took up a task, as the context-switch records tell: of a command's or the attached processes' tasks. A
    /// system-wide session takes no such records, unless it takes time off the CPU, and this stays 0.
    /// </summary>
    public long ContextSwitches { get; internal set; }

    /// <summary>Those context switches in which the task that went would have run on.</summary>
    public long Preemptions { get; internal set; }

    /// <summary>Times the kernel throttled an event because its interrupts came too fast; samples are missing there that nobody counts.</summary>
    public long Throttled { get; internal set; }

    /// <summary>Records that came after younger ones of another CPU had been delivered already; delivered all the same.</summary>
    public long Late { get; internal set; }

    /// <summary>Sum of what was lost, whatever the cause.</summary>
    public long LostTotal
    {
        get
        {
            long total = 0;
            foreach (long lost in _lost)
                total += lost;
            return total;
        }
    }

    /// <summary>Whether the counts add up.</summary>
    public bool Balances => Received == Delivered + Applied + Skipped + LostTotal;

    /// <summary>Records lost by a cause.</summary>
    public long Lost(LossCause cause) => Volatile.Read(ref _lost[(int)cause]);

    /// <summary>
    /// Gives all counts: received, delivered, applied, skipped, context switches, preemptions, throttled, late, then the
    /// lost records of each cause in the order of <see cref="LossCause"/>.
    /// </summary>
    /// <param name="counts">Room for <see cref="CountsLength"/> numbers.</param>
    public void CopyTo(Span<long> counts)
    {
        counts[0] = Received;
        counts[1] = Delivered;
        counts[2] = Applied;
        counts[3] = Skipped;
        counts[4] = ContextSwitches;
        counts[5] = Preemptions;
        counts[6] = Throttled;
        counts[7] = Late;
        for (int cause = 0; cause < CauseCount; cause++)
            counts[HeadCounts + cause] = Lost((LossCause)cause);
    }

    /// <summary>Takes over counts that <see cref="CopyTo"/> gave, maybe of a version with fewer or more causes.</summary>
    /// <returns>False where they are no such counts.</returns>
    internal bool Load(ReadOnlySpan<long> counts)
    {
        if (counts.Length < HeadCounts)
            return false;
        _received = counts[0];
        _delivered = counts[1];
        _applied = counts[2];
        _skipped = counts[3];
        (ContextSwitches, Preemptions, Throttled, Late) = (counts[4], counts[5], counts[6], counts[7]);
        int causes = Math.Min(counts.Length - HeadCounts, CauseCount);
        counts.Slice(HeadCounts, causes).CopyTo(_lost);
        return true;
    }

    /// <summary>Adds the counts of another ledger of the same CPU.</summary>
    internal void Add(CpuLedger other)
    {
        _received += other._received;
        _delivered += other._delivered;
        _applied += other._applied;
        _skipped += other._skipped;
        ContextSwitches += other.ContextSwitches;
        Preemptions += other.Preemptions;
        Throttled += other.Throttled;
        Late += other.Late;
        for (int cause = 0; cause < CauseCount; cause++)
            _lost[cause] += other._lost[cause];
    }

    internal void CountReceived(long records = 1) => _received += records;

    internal void CountDelivered() => _delivered++;

    internal void CountApplied() => _applied++;

    internal void CountSkipped() => _skipped++;

    internal void CountLost(LossCause cause, long records = 1) => _lost[(int)cause] += records;

    /// <summary>Takes over a number of delivered samples; what was received follows from it.</summary>
    internal void SetDelivered(long samples)
    {
        _delivered = samples;
        _received = samples + _applied + _skipped + LostTotal;
    }

    /// <summary>Counts a sample as lost that has been counted as delivered.</summary>
    internal void Undeliver(LossCause cause)
    {
        _delivered--;
        _lost[(int)cause]++;
    }

    /// <summary>Moves records that are lost already from a general cause to the one that turned out.</summary>
    internal void Reclassify(LossCause from, LossCause to, long records)
    {
        records = Math.Min(records, _lost[(int)from]);
        _lost[(int)from] -= records;
        _lost[(int)to] += records;
    }
}
