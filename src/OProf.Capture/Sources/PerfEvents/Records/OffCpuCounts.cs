namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>What has to be said of the times off the CPU besides the times.</summary>
internal sealed class OffCpuCounts
{
    /// <summary>Times of which the beginning or the end was lost, so that they were left out.</summary>
    public long Incomplete { get; set; }

    /// <summary>Times within which the kernel dropped records: the thread may have run in between without a word of it.</summary>
    public long AcrossLosses { get; set; }

    /// <summary>Times whose stack is not known, because its sample was lost or not permitted.</summary>
    public long WithoutStack { get; set; }

    /// <summary>Threads that were off the CPU when the session began: that time is not counted.</summary>
    public long OffBefore { get; set; }

    /// <summary>Threads that were off the CPU when the session ended: that time is counted up to then.</summary>
    public long OffAtEnd { get; set; }
}
