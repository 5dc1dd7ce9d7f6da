using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>A row of an <see cref="OffCpuReport"/>. A property that is no key of the report is null.</summary>
public sealed class OffCpuReportRow
{
    private readonly SampleReportRow _row;

    internal OffCpuReportRow(SampleReportRow row) => _row = row;

    /// <summary>Process id, for the keys Process and Thread.</summary>
    public int? ProcessId => _row.ProcessId;

    /// <summary>Thread id.</summary>
    public int? ThreadId => _row.ThreadId;

    /// <summary>Name of the thread, or of the process's main thread.</summary>
    public string? Command => _row.Command;

    /// <summary>Path of the control group that the threads were in as they left; see <see cref="SampleReportRow.Cgroup"/>.</summary>
    public string? Cgroup => _row.Cgroup;

    /// <summary>Why the threads were off the CPU.</summary>
    public OffCpuReason? Reason => _row.Reason;

    /// <summary>The CPU on which they came back; of those still off at the end, the one they left.</summary>
    public int? Cpu => _row.Cpu;

    /// <summary>The mode of the function.</summary>
    public ProcessorMode? Mode => _row.Mode;

    /// <summary>The function in which they left the CPU: the innermost in user space, or of the kernel where there is none.</summary>
    public string? Symbol => _row.Symbol;

    /// <summary>The file; also for the key Symbol.</summary>
    public string? Image => _row.Image;

    /// <summary>The source file, for the key Line.</summary>
    public string? SourceFile => _row.SourceFile;

    /// <summary>The line of the source file; 0 where it is not known. For the key Line.</summary>
    public int? Line => _row.Line;

    /// <summary>The offset in the image, in bytes, for the key Address.</summary>
    public ulong? Address => _row.Address;

    /// <summary>Nanoseconds off the CPU here, the sum over all threads.</summary>
    public long Time => _row.Period;

    /// <summary>How often.</summary>
    public long Count => _row.Samples;

    /// <summary>Nanoseconds off the CPU here or in what was called from here; each time counts once, recursion or not.</summary>
    public long TotalTime => _row.TotalPeriod;

    /// <summary>How often.</summary>
    public long TotalCount => _row.TotalSamples;

    /// <summary><see cref="Time"/> as a part of all time off the CPU, 0 to 1.</summary>
    public double Share => _row.Share;

    /// <summary><see cref="TotalTime"/> as a part of all time off the CPU.</summary>
    public double Total => _row.Total;
}
