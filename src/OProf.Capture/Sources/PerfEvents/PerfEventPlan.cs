using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Capture.Sources.PerfEvents;

/// <summary>What <see cref="PerfEventSource"/> is to open.</summary>
internal sealed record PerfEventPlan
{
    /// <summary>The groups of events; an event without a group is a group of one.</summary>
    public required IReadOnlyList<EventGroup> Groups { get; init; }

    /// <summary>Rate, call chains, what is left out.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>The CPUs, each of which gets a ring.</summary>
    public required IReadOnlyList<int> Cpus { get; init; }

    /// <summary>The processes to follow, with all their threads; null for the whole system.</summary>
    public IReadOnlyList<int>? ProcessIds { get; init; }

    /// <summary>Whether each thread is sampled as it leaves the CPU.</summary>
    public bool SwitchOuts { get; init; }

    /// <summary>Bytes of each ring; null for the largest that is sensible and permitted.</summary>
    public long? RingSize { get; init; }
}
