namespace OProf.Analysis.Formats.Exports;

/// <summary>What is exported of a session, and how.</summary>
public sealed record ExportOptions
{
    /// <summary>Names of the events; null or empty for all, of formats that hold one event for that of the first sample.</summary>
    public IReadOnlyCollection<string>? Events { get; init; }

    /// <summary>Ids of the processes; null or empty for all.</summary>
    public IReadOnlyCollection<int>? ProcessIds { get; init; }

    /// <summary>Whether events are named.</summary>
    public bool IsEventNamed => Events is { Count: > 0 };

    /// <summary>Whether something is left out on purpose.</summary>
    public bool IsFiltered => IsEventNamed || ProcessIds is { Count: > 0 };

    /// <summary>Told the number of samples read, on the calling thread.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>Ends it early.</summary>
    public CancellationToken Cancellation { get; init; }
}
