namespace OProf.Capture.Sync;

/// <summary>A CPU's buffer with both of its ends, and what the sync remembers of it from one time to the next.</summary>
internal sealed class CpuBufferChannel
{
    private long _countedOverflow;
    private long _countedInvalid;

    /// <summary>Makes a channel.</summary>
    /// <param name="cpu">Number of the CPU.</param>
    /// <param name="capacityWords">Words of the buffer; a power of two of at least 16.</param>
    public CpuBufferChannel(int cpu, int capacityWords)
    {
        Buffer = new CpuBuffer(cpu, capacityWords);
        Writer = new CpuBufferWriter(Buffer);
        Ledger = new CpuLedger(cpu);
    }

    public CpuBuffer Buffer { get; }

    public CpuBufferWriter Writer { get; }

    /// <summary>The counts: a sample, a call chain (all callers of one sample) and data are a record each.</summary>
    public CpuLedger Ledger { get; }

    /// <summary>
    /// Whether a call chain was begun and its end not yet seen: it may go on in the next sync, whose reader then does not
    /// know the mode any more.
    /// </summary>
    public bool HasOpenChain { get; private set; }

    /// <summary>What the open chain was lost by; null where nothing of it was so far.</summary>
    public LossCause? ChainLoss { get; private set; }

    /// <summary>A call chain begins.</summary>
    public void OpenChain()
    {
        HasOpenChain = true;
        ChainLoss = null;
    }

    /// <summary>The open chain, or the rest of it, is lost; the first cause counts.</summary>
    public void LoseChain(LossCause cause) => ChainLoss ??= cause;

    /// <summary>Nothing more of the open chain can come: it is counted.</summary>
    public void CloseChain(bool aborted)
    {
        if (!HasOpenChain)
            return;
        HasOpenChain = false;
        Ledger.CountReceived();
        if (aborted)
            LoseChain(LossCause.BacktraceAborted);
        if (ChainLoss is { } cause)
            Ledger.CountLost(cause);
        else
            Ledger.CountDelivered();
    }

    /// <summary>Counts what the writer lost since the last time.</summary>
    /// <returns>How many records did not fit into the buffer.</returns>
    public long CountWriterLosses()
    {
        long overflow = Writer.LostOverflow - _countedOverflow;
        long invalid = Writer.InvalidEip - _countedInvalid;
        _countedOverflow += overflow;
        _countedInvalid += invalid;
        Ledger.CountReceived(overflow + invalid);
        Ledger.CountLost(LossCause.SampleLostOverflow, overflow);
        Ledger.CountLost(LossCause.SampleInvalidEip, invalid);
        return overflow;
    }
}
