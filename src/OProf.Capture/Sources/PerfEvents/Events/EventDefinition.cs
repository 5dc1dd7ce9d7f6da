using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>An event as it was asked for: what perf_event_attr needs to say which event it is, and nothing about how it is sampled.</summary>
public sealed record EventDefinition
{
    /// <summary>As the user wrote it, with its modifiers: cycles:u, cpu/event=0x3c/k; or what the term name= says.</summary>
    public required string Name { get; init; }

    /// <summary>Where the event comes from.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>PERF_TYPE_*, or a PMU's number.</summary>
    public required uint Type { get; init; }

    /// <summary>perf_event_attr.config.</summary>
    public required ulong Config { get; init; }

    /// <summary>perf_event_attr.config1.</summary>
    public ulong Config1 { get; init; }

    /// <summary>perf_event_attr.config2.</summary>
    public ulong Config2 { get; init; }

    /// <summary>perf_event_attr.config3 (Linux 6.3 and later).</summary>
    public ulong Config3 { get; init; }

    /// <summary>User space is not counted.</summary>
    public bool ExcludeUser { get; init; }

    /// <summary>The kernel is not counted.</summary>
    public bool ExcludeKernel { get; init; }

    /// <summary>The hypervisor is not counted.</summary>
    public bool ExcludeHv { get; init; }

    /// <summary>Idle time is not counted.</summary>
    public bool ExcludeIdle { get; init; }

    /// <summary>The host is not counted, only its KVM guests.</summary>
    public bool ExcludeHost { get; init; }

    /// <summary>KVM guests are not counted; their addresses are of no use here, so this is the default.</summary>
    public bool ExcludeGuest { get; init; } = true;

    /// <summary>0 to 3: how near the sampled address must be to the event (perf_event_attr.precise_ip).</summary>
    public int PreciseIp { get; init; }

    /// <summary><see cref="PreciseIp"/> may be lowered to what the processor can do (modifier P).</summary>
    public bool PreciseMaximum { get; init; }

    /// <summary>The event must always be on a counter (modifier D).</summary>
    public bool Pinned { get; init; }

    /// <summary>The event's group must be alone on the counters (modifier e).</summary>
    public bool Exclusive { get; init; }

    /// <summary>Events between samples by the term period=, in place of the session's; null where the session decides.</summary>
    public ulong? Period { get; init; }

    /// <summary>Samples per second by the term freq=, in place of the session's; null where the session decides.</summary>
    public ulong? Frequency { get; init; }

    /// <summary>The event needs a unit of the hardware to count it.</summary>
    public bool IsHardware => Type != (uint)PerfTypeId.PERF_TYPE_SOFTWARE;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
