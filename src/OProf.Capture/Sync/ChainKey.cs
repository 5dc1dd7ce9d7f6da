namespace OProf.Capture.Sync;

/// <summary>What a raw call chain is known by in the <see cref="ChainCache"/>.</summary>
internal readonly record struct ChainKey(ulong High, ulong Low);
