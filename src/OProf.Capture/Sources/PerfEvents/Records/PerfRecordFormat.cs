namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>What a session's samples hold besides the fields that all have.</summary>
/// <param name="HasCallChain">Whether samples carry a call chain.</param>
/// <param name="HasGroupValues">For each event of the session, whether its samples carry the values of its group.</param>
/// <param name="HasLostCounts">Whether each value comes with its count of lost samples (PERF_FORMAT_LOST).</param>
/// <param name="IsInherited">Whether new threads and children inherit the events.</param>
/// <param name="IsReplay">
/// Whether the records come from a file: there is no /proc to ask, so that what no mapping holds and who has no name is
/// kept as unknown, in perf's words, and counts for the shares as it does there.
/// </param>
/// <param name="HasCgroup">Whether samples end with the id of their task's control group.</param>
internal sealed record PerfRecordFormat(
    bool HasCallChain, bool[] HasGroupValues, bool HasLostCounts, bool IsInherited, bool IsReplay = false, bool HasCgroup = false);
