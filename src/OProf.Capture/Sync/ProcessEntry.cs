namespace OProf.Capture.Sync;

/// <summary>A process as it is at the current place in the stream.</summary>
internal sealed class ProcessEntry(int processId)
{
    public int ProcessId { get; } = processId;

    public AddressSpace Space { get; set; } = new();

    /// <summary>Threads that have not ended; the process ends with the last of them.</summary>
    public int LiveThreads { get; set; }

    /// <summary>Whether the process's owner was asked for already.</summary>
    public bool OwnerNoted { get; set; }
}
