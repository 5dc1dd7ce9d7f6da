namespace OProf.Capture.Sync;

/// <summary>A task as the entries of a <see cref="CpuBuffer"/> refer to it.</summary>
/// <param name="ProcessId">Process id.</param>
/// <param name="ThreadId">Thread id, which another task may have had before or have later.</param>
/// <param name="Space">Its process's mappings; null for a kernel thread.</param>
internal sealed record CpuBufferTask(int ProcessId, int ThreadId, AddressSpace? Space);
