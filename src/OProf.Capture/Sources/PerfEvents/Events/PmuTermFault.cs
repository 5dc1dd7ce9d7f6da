namespace OProf.Capture.Sources.PerfEvents.Events;

/// <summary>Why a term cannot be taken.</summary>
/// <param name="Position">Where the term begins in the whole text.</param>
/// <param name="Message">The sentence that says why.</param>
/// <param name="Remedy">What there is instead; may be empty.</param>
internal sealed record PmuTermFault(int Position, string Message, string Remedy);
