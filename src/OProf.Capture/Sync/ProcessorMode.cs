namespace OProf.Capture.Sync;

/// <summary>The mode the CPU was in when a sample was taken.</summary>
public enum ProcessorMode
{
    /// <summary>Not known: no mode switch was seen yet.</summary>
    Unknown,

    /// <summary>The kernel, on behalf of a task or an interrupt.</summary>
    Kernel,

    /// <summary>User space.</summary>
    User,

    /// <summary>The hypervisor itself.</summary>
    Hypervisor,

    /// <summary>The kernel of a guest.</summary>
    GuestKernel,

    /// <summary>User space of a guest.</summary>
    GuestUser,
}
