using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Records;

/// <summary>The key of the call chain of a CPU's next sample, made before the sample's turn.</summary>
/// <param name="Record">Where the sample's record lies; 0 for none.</param>
/// <param name="Time">Its time.</param>
/// <param name="Generation">Generation of the address space that the key is for.</param>
/// <param name="Key">The key.</param>
internal readonly record struct ChainAhead(nuint Record, ulong Time, long Generation, ChainKey Key);
