using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>What is remembered of a CPU from one record to the next.</summary>
/// <param name="ledger">Counts its samples.</param>
/// <param name="stateLedger">Counts its other records; null for the same.</param>
internal sealed class CpuState(CpuLedger ledger, CpuLedger? stateLedger = null)
{
    /// <summary>Counts its samples.</summary>
    public CpuLedger Ledger { get; } = ledger;

    /// <summary>Counts its other records: another one where somebody else counts them.</summary>
    public CpuLedger StateLedger { get; } = stateLedger ?? ledger;

    /// <summary>The task that runs, as the last context switch told; -1 before the first.</summary>
    public int RunningThread { get; set; } = -1;

    public int RunningProcess { get; set; } = -1;

    /// <summary>The key of the next sample's chain, where it is known.</summary>
    public ChainAhead Ahead;

    /// <summary>The kernel's id of the last sample's event, which is most likely the next one's too.</summary>
    public ulong LastId { get; set; }

    /// <summary>Index of that event.</summary>
    public int LastIndex { get; set; } = EventIdMap.Unknown;

    /// <summary>The thread of the last sample that was looked up.</summary>
    public ThreadEntry? LastThread { get; set; }

    /// <summary>The thread whose sample said that it leaves the CPU, until the record of the switch itself.</summary>
    public ThreadEntry? Leaving { get; set; }

    /// <summary>Call chain of that sample.</summary>
    public int LeavingStack { get; set; }

    /// <summary>Address of that sample.</summary>
    public ulong LeavingAddress { get; set; }
}
