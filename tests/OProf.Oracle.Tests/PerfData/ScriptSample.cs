namespace OProf.Oracle.Tests.PerfData;

/// <summary>A sample, as perf script prints it.</summary>
internal sealed record ScriptSample
{
    public required string Command { get; init; }

    public int ProcessId { get; init; }

    public int ThreadId { get; init; }

    /// <summary>-1 where it was not recorded.</summary>
    public int Cpu { get; init; } = -1;

    /// <summary>Nanoseconds; 0 where it was not recorded.</summary>
    public long Time { get; init; }

    public required string Event { get; init; }

    public long Period { get; init; }

    /// <summary>Its own place, or its call chain, innermost first.</summary>
    public List<ScriptFrame> Frames { get; } = [];

    public override string ToString() => $"{Time} [{Cpu}] {Command} {ProcessId}/{ThreadId} {Event} {Period}: {string.Join(" < ", Frames)}";
}
