using OProf.Capture.Sync;

namespace OProf.PowerShell.Objects;

/// <summary>
/// The ledger of one CPU, or of all of them, in records. Once the session has stopped,
/// <c>Received = Delivered + Applied + Skipped + Lost</c>, and <c>Lost</c> is the sum of the columns by cause.
/// </summary>
public sealed class OProfStatistic
{
    private readonly IReadOnlyList<CpuLedger> _ledgers;

    internal OProfStatistic(string session, int? cpu, IReadOnlyList<CpuLedger> ledgers)
    {
        Session = session;
        Cpu = cpu;
        _ledgers = ledgers;
    }

    /// <summary>Name of the session.</summary>
    public string Session { get; }

    /// <summary>The CPU; null for the sum of all.</summary>
    public int? Cpu { get; }

    /// <summary>Records that the source produced, those that it says it had to drop included.</summary>
    public long Received => _ledgers.Sum(cpu => cpu.Received);

    /// <summary>Samples that were delivered.</summary>
    public long Delivered => _ledgers.Sum(cpu => cpu.Delivered);

    /// <summary>Records that changed state (mappings, names, tasks, switches).</summary>
    public long Applied => _ledgers.Sum(cpu => cpu.Applied);

    /// <summary>Records of an unknown type.</summary>
    public long Skipped => _ledgers.Sum(cpu => cpu.Skipped);

    /// <summary>Records lost, whatever the cause.</summary>
    public long Lost => _ledgers.Sum(cpu => cpu.LostTotal);

    /// <summary>Lost: the CPU's own buffer was full (sources other than the kernel).</summary>
    public long SampleLostOverflow => LostBy(LossCause.SampleLostOverflow);

    /// <summary>Lost: the address cannot be said in the stream.</summary>
    public long SampleInvalidEip => LostBy(LossCause.SampleInvalidEip);

    /// <summary>Lost: the task's address space was not known.</summary>
    public long SampleLostNoMm => LostBy(LossCause.SampleLostNoMm);

    /// <summary>Lost: no mapping held the address.</summary>
    public long SampleLostNoMapping => LostBy(LossCause.SampleLostNoMapping);

    /// <summary>Lost: the first frame of the call chain had no mapping.</summary>
    public long BacktraceLostNoMapping => LostBy(LossCause.BacktraceLostNoMapping);

    /// <summary>Lost: the source gave the call chain up.</summary>
    public long BacktraceAborted => LostBy(LossCause.BacktraceAborted);

    /// <summary>Lost: the session's memory was full.</summary>
    public long EventLostOverflow => LostBy(LossCause.EventLostOverflow);

    /// <summary>Lost: the kernel's ring was full; it dropped samples.</summary>
    public long KernelLostSample => LostBy(LossCause.KernelLostSample);

    /// <summary>Lost: the kernel's ring was full; it dropped records of other kinds.</summary>
    public long KernelLostRecord => LostBy(LossCause.KernelLostRecord);

    /// <summary>Lost: the record made no sense.</summary>
    public long Malformed => LostBy(LossCause.Malformed);

    /// <summary>Lost: the mode was not known yet.</summary>
    public long ModeUnknown => LostBy(LossCause.ModeUnknown);

    /// <summary>Lost: the session had its number of samples.</summary>
    public long AfterEnd => LostBy(LossCause.AfterEnd);

    /// <summary>Lost: the disk took a recording more slowly than it came.</summary>
    public long RecordingOverflow => LostBy(LossCause.RecordingOverflow);

    /// <summary>Lost: another tracer had discarded it, and counted it.</summary>
    public long SourceDiscarded => LostBy(LossCause.SourceDiscarded);

    /// <summary>Lost: a hit of a marker that came while the inbox of such hits was full.</summary>
    public long MarkerOverflow => LostBy(LossCause.MarkerOverflow);

    /// <summary>Times the CPU took up a task.</summary>
    public long ContextSwitches => _ledgers.Sum(cpu => cpu.ContextSwitches);

    /// <summary>Those in which the task that went would have run on.</summary>
    public long Preemptions => _ledgers.Sum(cpu => cpu.Preemptions);

    /// <summary>Times the kernel throttled an event; samples are missing there that nobody counts.</summary>
    public long Throttled => _ledgers.Sum(cpu => cpu.Throttled);

    /// <summary>Records that came after younger ones of another CPU had been delivered.</summary>
    public long Late => _ledgers.Sum(cpu => cpu.Late);

    /// <summary>Whether the counts add up; only a session that has stopped is at rest.</summary>
    public bool Balanced => _ledgers.All(cpu => cpu.Balances);

    private long LostBy(LossCause cause) => _ledgers.Sum(cpu => cpu.Lost(cause));
}
