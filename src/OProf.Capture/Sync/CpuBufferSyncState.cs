namespace OProf.Capture.Sync;

/// <summary>
/// Where the sync of a CPU buffer is. Ordered: samples are ignored in every state below <see cref="TraceStart"/>.
/// </summary>
internal enum CpuBufferSyncState
{
    /// <summary>Within a call chain of which a sample failed: the rest of it is dropped.</summary>
    TraceIgnore = -2,

    /// <summary>Nothing has told the mode yet.</summary>
    BufferStart = -1,

    /// <summary>Within a call chain.</summary>
    TraceStart = 0,

    /// <summary>The mode is known.</summary>
    SampleStart = 1,
}
