using System.Runtime.CompilerServices;

namespace OProf.Capture.Sync;

/// <summary>
/// What a sample needs to know of the threads that were sampled a moment ago: to go by way of thread, process and address space
/// would be a cache miss for each of them.
/// </summary>
/// <remarks>
/// Invariant: an entry of the present <see cref="AddressSpaces.Version"/> says what they would.
/// </remarks>
internal sealed class ThreadCache
{
    // As many threads as take turns on a busy machine; more of them would not stay in the processor's cache.
    private const int Size = 1024;
    private readonly CachedThread[] _entries = new CachedThread[Size];

    /// <summary>The entry that a thread's has to be in, of whichever thread it is now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref CachedThread At(int threadId) => ref _entries[threadId & (Size - 1)];

    /// <summary>Whether an entry is that of a thread, and true.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="processId">The process that a record says.</param>
    /// <param name="threadId">The thread that it says.</param>
    /// <param name="version">The present version.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(in CachedThread entry, int processId, int threadId, long version) =>
        entry.Version == version && entry.ThreadId == threadId && entry.ProcessId == processId;
}
