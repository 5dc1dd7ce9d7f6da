using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>The marks in a call chain that say in which mode the addresses after them are (enum perf_callchain_context).</summary>
internal static class PerfContext
{
    public const ulong PERF_CONTEXT_HV = unchecked((ulong)-32);
    public const ulong PERF_CONTEXT_KERNEL = unchecked((ulong)-128);
    public const ulong PERF_CONTEXT_USER = unchecked((ulong)-512);
    public const ulong PERF_CONTEXT_GUEST = unchecked((ulong)-2048);
    public const ulong PERF_CONTEXT_GUEST_KERNEL = unchecked((ulong)-2176);
    public const ulong PERF_CONTEXT_GUEST_USER = unchecked((ulong)-2560);
    public const ulong PERF_CONTEXT_MAX = unchecked((ulong)-4095);

    /// <summary>The mode a mark stands for; unknown for a mark of a later kernel, whose addresses are passed over.</summary>
    public static ProcessorMode ModeOf(ulong mark) => mark switch
    {
        PERF_CONTEXT_HV => ProcessorMode.Hypervisor,
        PERF_CONTEXT_KERNEL => ProcessorMode.Kernel,
        PERF_CONTEXT_USER => ProcessorMode.User,
        PERF_CONTEXT_GUEST_KERNEL => ProcessorMode.GuestKernel,
        PERF_CONTEXT_GUEST_USER => ProcessorMode.GuestUser,
        _ => ProcessorMode.Unknown,
    };

    /// <summary>The mark of a mode; where the mode is not known, that of user space.</summary>
    public static ulong MarkOf(ProcessorMode mode) => mode switch
    {
        ProcessorMode.Hypervisor => PERF_CONTEXT_HV,
        ProcessorMode.Kernel => PERF_CONTEXT_KERNEL,
        ProcessorMode.GuestKernel => PERF_CONTEXT_GUEST_KERNEL,
        ProcessorMode.GuestUser => PERF_CONTEXT_GUEST_USER,
        _ => PERF_CONTEXT_USER,
    };
}
