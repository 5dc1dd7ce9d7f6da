using OProf.Capture.Sessions;

namespace OProf.Capture.Counters;

/// <summary>What is counted, and where the command's output goes.</summary>
public sealed record CounterOptions
{
    /// <summary>What is counted where nothing else is asked for.</summary>
    public static IReadOnlyList<string> DefaultEvents { get; } =
    [
        "task-clock", "context-switches", "cpu-migrations", "page-faults", "minor-faults", "major-faults",
        "cycles", "instructions", "branches", "branch-misses", "cache-references", "cache-misses",
    ];

    /// <summary>Events and groups in the notation of <c>perf list</c>. Precise levels (p) say nothing about counting and are left out.</summary>
    public IReadOnlyList<string> Events { get; init; } = DefaultEvents;

    /// <summary>Folder a command starts in; null for the current one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Where a command's output goes.</summary>
    public CommandOutput CommandOutput { get; init; } = CommandOutput.Discard;

    /// <summary>
    /// How the work is sampled while it is counted; null for not at all. Its command, processes, folder and output are those of
    /// the work. Sampling costs the work time, and the counters see that.
    /// </summary>
    public CaptureOptions? Profile { get; init; }
}
