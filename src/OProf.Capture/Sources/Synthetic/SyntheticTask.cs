using OProf.Capture.Sync;

namespace OProf.Capture.Sources.Synthetic;

/// <summary>A task of a <see cref="SyntheticMachine"/>.</summary>
/// <param name="Handle">What the entries of CPU buffers know it by.</param>
/// <param name="ProcessId">Process id.</param>
/// <param name="ThreadId">Thread id.</param>
/// <param name="Space">Its process's mappings; null for a kernel thread.</param>
internal sealed record SyntheticTask(ulong Handle, int ProcessId, int ThreadId, AddressSpace? Space);
