using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers.Probes;

/// <summary>A hit as callbacks and conditions see it.</summary>
public sealed class ProbeHit
{
    internal ProbeHit(MarkerInfo marker, ulong time, int cpu, int processId, int threadId, string processName, PayloadRecord fields)
    {
        Marker = marker;
        Time = time;
        Cpu = cpu;
        ProcessId = processId;
        ThreadId = threadId;
        ProcessName = processName;
        Fields = fields;
    }

    /// <summary>The marker.</summary>
    public MarkerInfo Marker { get; }

    /// <summary>CLOCK_MONOTONIC nanoseconds, as samples have them.</summary>
    public ulong Time { get; }

    /// <summary>The CPU; -1 where it is not known.</summary>
    public int Cpu { get; }

    /// <summary>Process id; -1 where it is not known.</summary>
    public int ProcessId { get; }

    /// <summary>Thread id; -1 where it is not known.</summary>
    public int ThreadId { get; }

    /// <summary>Name of the thread's task; empty where it is not known.</summary>
    public string ProcessName { get; }

    /// <summary>The fields, by name.</summary>
    public PayloadRecord Fields { get; }

    /// <summary>A field's value by its name, whose case does not count; null where there is none.</summary>
    /// <param name="field">The name.</param>
    public object? this[string field] => Fields[field];

    /// <inheritdoc/>
    public override string ToString() => $"{Marker.Name}: {Fields}";
}
