namespace OProf.Capture.Sync;

/// <summary>A data record with a schema, as it goes into the stream.</summary>
public readonly ref struct StreamPayload
{
    /// <summary>Makes a record of an unknown CPU and task.</summary>
    public StreamPayload()
    {
    }

    /// <summary>Nanoseconds on the session's clock.</summary>
    public ulong Time { get; init; }

    /// <summary>The CPU; -1 where it is not known.</summary>
    public int Cpu { get; init; } = -1;

    /// <summary>Process id; -1 where it is not known.</summary>
    public int ProcessId { get; init; } = -1;

    /// <summary>Thread id; -1 where it is not known.</summary>
    public int ThreadId { get; init; } = -1;

    /// <summary>Row of the <see cref="TaskTable"/>; -1 where it is not known.</summary>
    public int Task { get; init; } = -1;

    /// <summary>Cookie of the task's executable.</summary>
    public ulong ExecutableCookie { get; init; }

    /// <summary>The kind, as <see cref="Payloads.SchemaTable.Add"/> gave it.</summary>
    public required ulong Kind { get; init; }

    /// <summary>The fields, as a <see cref="Payloads.PayloadWriter"/> packed them.</summary>
    public required ReadOnlySpan<ulong> Words { get; init; }
}
