namespace OProf.Analysis.Formats;

/// <summary>How a capture is opened.</summary>
public sealed record ImportOptions
{
    /// <summary>Whether to read what lies in the buffers of a capture that was cut off; without effect on others.</summary>
    public bool Recover { get; init; }

    /// <summary>
    /// Whether call chains are wanted, so that they are put together as a file is opened, which else is done with the first report
    /// that has them: it saves reading it twice. Only files of perf record know the difference.
    /// </summary>
    public bool WithChains { get; init; }

    /// <summary>
    /// With <see cref="WithChains"/>: whether the names of their frames are enough, as they are for trees and folded stacks. All
    /// places of a function are then taken for one, which makes far fewer different chains, and CPUs are not told apart; the first
    /// report that needs lines, addresses or CPUs reads the file again.
    /// </summary>
    public bool NamesSuffice { get; init; }

    /// <summary>Name of the session; null for the one that it has in the file.</summary>
    public string? Name { get; init; }

    /// <summary>Is told on the calling thread, now and then, which part has been read: 0 to 1.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Ends it early.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Threads that read a file of perf record at the same time; 0 for as many as are worth it.</summary>
    internal int Readers { get; init; }
}
