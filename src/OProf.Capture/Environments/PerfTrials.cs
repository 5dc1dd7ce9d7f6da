namespace OProf.Capture.Environments;

/// <summary>What came of really trying: errnos, 0 where it worked, null where it could not be tried.</summary>
/// <param name="OwnProcess">A software event on the calling thread, without the kernel.</param>
/// <param name="SameUserProcess">The same on another process of the same user.</param>
/// <param name="ForeignProcess">The same on process 1.</param>
/// <param name="SystemWide">The same on all processes of a CPU.</param>
/// <param name="Kernel">A software event on the calling thread, with the kernel.</param>
/// <param name="Hardware">Cycles on the calling thread, without the kernel.</param>
/// <param name="RingMap">Mapping a ring of <see cref="RingKib"/>.</param>
/// <param name="KernelAddresses">/proc/kallsyms shows addresses, and not zeros; null where it cannot be read.</param>
/// <param name="TracefsReadable">The events directory of tracefs can be listed; null where it is not mounted.</param>
/// <param name="RaisedPriority">A thread could lower its nice value.</param>
internal sealed record PerfTrials(
    int OwnProcess,
    int? SameUserProcess,
    int? ForeignProcess,
    int SystemWide,
    int Kernel,
    int Hardware,
    int? RingMap,
    bool? KernelAddresses,
    bool? TracefsReadable,
    bool RaisedPriority)
{
    /// <summary>KiB of the ring that is tried: perf's default for one CPU, which kernel.perf_event_mlock_kb's default admits.</summary>
    public const int RingKib = 512;
}
