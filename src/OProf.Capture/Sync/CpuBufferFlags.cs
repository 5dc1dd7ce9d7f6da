namespace OProf.Capture.Sync;

/// <summary>
/// What a flag entry of a <see cref="CpuBuffer"/> says; the numbers are OProfile's (drivers/oprofile/cpu_buffer.h of
/// Linux 4.7).
/// </summary>
[Flags]
internal enum CpuBufferFlags : ulong
{
    /// <summary>Nothing but data words.</summary>
    None = 0,

    /// <summary>The mode is another one from here on.</summary>
    KernelContextSwitch = 1,

    /// <summary>With <see cref="KernelContextSwitch"/>: it is the kernel.</summary>
    IsKernel = 2,

    /// <summary>The next sample is the innermost frame of a call chain.</summary>
    TraceBegin = 4,

    /// <summary>The task is another one from here on; its handle is the first data word.</summary>
    UserContextSwitch = 8,
}
