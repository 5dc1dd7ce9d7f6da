namespace OProf.Capture.Sources.Tracepoints.Formats;

/// <summary>What tracefs tells of a tracepoint's record, in <c>events/SYSTEM/NAME/format</c>.</summary>
/// <param name="Name">The tracepoint's name, without its system.</param>
/// <param name="Id">The number that perf_event_open takes.</param>
/// <param name="CommonFields">The fields that all records begin with.</param>
/// <param name="Fields">Its own fields, in their order.</param>
/// <param name="PrintFormat">How the kernel prints it: a printf format and its arguments, in C.</param>
internal sealed record TracepointFormat(
    string Name, int Id, IReadOnlyList<TracepointField> CommonFields, IReadOnlyList<TracepointField> Fields, string PrintFormat);
