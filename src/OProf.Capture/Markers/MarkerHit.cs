namespace OProf.Capture.Markers;

/// <summary>A hit of a marker, as the session's probes see it on the sync thread.</summary>
public readonly ref struct MarkerHit
{
    /// <summary>Makes a hit of an unknown CPU and task.</summary>
    public MarkerHit()
    {
    }

    /// <summary>CLOCK_MONOTONIC nanoseconds.</summary>
    public required ulong Time { get; init; }

    /// <summary>The CPU; -1 where it is not known.</summary>
    public int Cpu { get; init; } = -1;

    /// <summary>Process id; -1 where it is not known.</summary>
    public int ProcessId { get; init; } = -1;

    /// <summary>Thread id; -1 where it is not known.</summary>
    public int ThreadId { get; init; } = -1;

    /// <summary>Row of the <see cref="Sync.TaskTable"/>; -1 where it is not known.</summary>
    public int Task { get; init; } = -1;

    /// <summary>Cookie of the task's executable; 0 where it has none.</summary>
    public ulong ExecutableCookie { get; init; }

    /// <summary>The marker, with the fields that this hit has.</summary>
    public required MarkerInfo Marker { get; init; }

    /// <summary>The fields' values, packed as <see cref="Sync.Payloads.PayloadWriter"/> says.</summary>
    public ReadOnlySpan<ulong> Words { get; init; }

    /// <summary>Number of the call chain in the <see cref="Sync.StackTable"/>; 0 for none.</summary>
    public int Stack { get; init; }
}
