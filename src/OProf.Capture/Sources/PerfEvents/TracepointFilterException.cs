namespace OProf.Capture.Sources.PerfEvents;

/// <summary>The kernel does not take a tracepoint's filter; who knows tracefs can find out why.</summary>
internal sealed class TracepointFilterException(string tracepoint, string filter, int errno) : Exception($"The kernel does not take the filter '{filter}' of {tracepoint}.")
{
    /// <summary>The filter.</summary>
    public string Filter { get; } = filter;

    /// <summary>The kernel's answer.</summary>
    public int Error { get; } = errno;
}
