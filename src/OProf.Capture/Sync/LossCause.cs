namespace OProf.Capture.Sync;

/// <summary>Why a record did not reach the reader. Each record that was received and not delivered has exactly one.</summary>
public enum LossCause
{
    /// <summary>The CPU's own buffer was full (sources other than the kernel).</summary>
    SampleLostOverflow,

    /// <summary>The address equals the stream's escape word and cannot be said.</summary>
    SampleInvalidEip,

    /// <summary>A user sample of a task whose address space is not known.</summary>
    SampleLostNoMm,

    /// <summary>A user sample at an address that no mapping held at its time.</summary>
    SampleLostNoMapping,

    /// <summary>The rest of a call chain whose first sample could not be attributed.</summary>
    BacktraceLostNoMapping,

    /// <summary>A call chain that its source gave up.</summary>
    BacktraceAborted,

    /// <summary>The event buffer had reached its size.</summary>
    EventLostOverflow,

    /// <summary>The kernel's ring was full: it dropped a sample.</summary>
    KernelLostSample,

    /// <summary>The kernel's ring was full: it dropped a record of some kind (which, it tells only at the end).</summary>
    KernelLostRecord,

    /// <summary>The record's length or layout made no sense.</summary>
    Malformed,

    /// <summary>A sample that came before the mode it was taken in was known.</summary>
    ModeUnknown,

    /// <summary>The session had reached the number of samples it was asked for.</summary>
    AfterEnd,

    /// <summary>
    /// The sample could not be recorded to disk: the disk took the packets more slowly than they came.
    /// </summary>
    RecordingOverflow,

    /// <summary>Another tracer had discarded it before it was recorded, and counted it.</summary>
    SourceDiscarded,

    /// <summary>
    /// A hit of a marker of this program, a script's mark or another program's event came while the inbox of such hits was
    /// full.
    /// </summary>
    MarkerOverflow,
}
