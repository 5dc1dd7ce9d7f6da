namespace OProf.Capture.Sync;

/// <summary>A place in an event stream at which a reader can begin, if it first reads what had been said by then.</summary>
/// <param name="Words">Words before it.</param>
/// <param name="Samples">Samples before it.</param>
/// <param name="State">The words that say CPU, mode, task and cookie; empty where the stream says them again by itself.</param>
internal sealed record StreamEntryPoint(long Words, long Samples, ulong[] State);
