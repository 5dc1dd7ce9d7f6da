using OProf.Capture.Sources.PerfEvents.Abi;

namespace OProf.Capture.Sources.PerfEvents;

/// <summary>A tracepoint that is open on the session's CPUs.</summary>
/// <param name="Name">Its name, for errors.</param>
/// <param name="Attr">What it was opened with.</param>
/// <param name="Filter">What its hits have to meet; null for all.</param>
internal sealed record OpenTracepoint(string Name, PerfEventAttr Attr, string? Filter);
