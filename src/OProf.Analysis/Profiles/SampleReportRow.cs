using OProf.Analysis.Profiles.Events;
using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>A row of a <see cref="SampleReport"/>. A property that is no key of the report is null.</summary>
public sealed class SampleReportRow
{
    private readonly ReportKey _key;

    internal SampleReportRow(in ReportKey key, in SampleCount self, in SampleCount total, in SampleCount all)
    {
        _key = key;
        Samples = self.Samples;
        Period = (long)self.Period;
        TotalSamples = total.Samples;
        TotalPeriod = (long)total.Period;
        Share = self.ShareOf(all);
        Total = total.ShareOf(all);
    }

    /// <summary>Name of the event; where several have columns, the first, of which the figures of the row are.</summary>
    public string? Event => _key.Event;

    /// <summary>The CPU; -1 where it is not known.</summary>
    public int? Cpu => _key.Cpu;

    /// <summary>Process id, for the keys Process and Thread.</summary>
    public int? ProcessId => _key.ProcessId;

    /// <summary>Thread id.</summary>
    public int? ThreadId => _key.ThreadId;

    /// <summary>Name of the thread, or of the process's main thread.</summary>
    public string? Command => _key.Command;

    /// <summary>
    /// Path of the control group, from the hierarchy's root on; <c>[unknown]</c> where the samples do not tell it, <c>[cgroup ID]</c>
    /// where its path is not known. For the key Cgroup.
    /// </summary>
    public string? Cgroup => _key.Cgroup;

    /// <summary>The mode.</summary>
    public ProcessorMode? Mode => _key.Mode;

    /// <summary>The file; also for the key Symbol.</summary>
    public string? Image => _key.Image;

    /// <summary>The function.</summary>
    public string? Symbol => _key.Symbol;

    /// <summary>The source file; <c>[unknown]</c> without debug information. For the key Line.</summary>
    public string? SourceFile => _key.SourceFile;

    /// <summary>The line of the source file; 0 where it is not known. For the key Line.</summary>
    public int? Line => _key.Line;

    /// <summary>The offset in the image, in bytes; the address itself for the kernel and for memory without a file. For the key Address.</summary>
    public ulong? Address => _key.Address;

    /// <summary>Where the slice of time begins, in nanoseconds of CLOCK_MONOTONIC. For the key Time.</summary>
    public long? Time => _key.Time;

    /// <summary>Number of samples that were taken here.</summary>
    public long Samples { get; }

    /// <summary>What these samples stand for, in the event's unit: nanoseconds for the clocks, else occurrences.</summary>
    public long Period { get; }

    /// <summary>Number of samples that were taken here or in what was called from here; each counts once, recursion or not.</summary>
    public long TotalSamples { get; }

    internal long TotalPeriod { get; }

    internal OffCpuReason? Reason => _key.Reason;

    /// <summary>The part of the event's whole period that was taken here, 0 to 1; of the number of samples where periods were not recorded.</summary>
    public double Share { get; }

    /// <summary>The like part with what was called from here; equal to <see cref="Share"/> where the keys are the same for a whole call chain.</summary>
    public double Total { get; }

    internal IReadOnlyList<EventCount> Columns { get; init; } = [];

    internal IReadOnlyList<RatioValue> RatioColumns { get; init; } = [];

    /// <summary>What the row has of each event that has a column, in their order; empty where the report is of one event, or has rows for each.</summary>
    public IReadOnlyList<EventCount> GetEvents() => Columns;

    /// <summary>The ratios that these events make here.</summary>
    public IReadOnlyList<RatioValue> GetRatios() => RatioColumns;
}
