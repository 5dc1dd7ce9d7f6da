namespace OProf.Capture.Environments;

/// <summary>Something a capture may need from the machine, or from the rights of the process.</summary>
public enum CaptureCapability
{
    /// <summary>Sample this process and what it starts.</summary>
    OwnProcess,

    /// <summary>Sample another process of the same user.</summary>
    OtherProcess,

    /// <summary>Sample all processes on all CPUs.</summary>
    SystemWide,

    /// <summary>Sample the kernel, and not only user space.</summary>
    KernelSample,

    /// <summary>See the kernel's addresses, without which its functions have no names.</summary>
    KernelAddress,

    /// <summary>Sample by the processor's counters, and not only by software events.</summary>
    HardwareCounter,

    /// <summary>Lock the memory of the rings.</summary>
    LockedMemory,

    /// <summary>Open enough files: one for each event and CPU.</summary>
    FileDescriptor,

    /// <summary>Read the descriptions of tracepoints.</summary>
    Tracefs,

    /// <summary>Raise the priority of the thread that reads the rings, so that fewer samples are lost under load.</summary>
    SchedulingPriority,
}
