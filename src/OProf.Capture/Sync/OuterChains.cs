using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace OProf.Capture.Sync;

/// <summary>
/// Remembers the numbers that the outer parts of raw call chains got, at every eighth word from the outermost: chains that differ in
/// their inner frames share them, and only what is further in has to be looked up word by word.
/// </summary>
/// <remarks>
/// <code>
///   chain   inner │ w1 w2 w3 │ 8 words │ 8 words │ 8 words │ outer
///                             key 3 ────────────────────────►       number of the chain of 24 frames
///                                       key 2 ──────────────►       … of 16
///                                                 key 1 ────►       … of 8
/// </code>
/// As with <see cref="ChainCache"/>, 128 bits of hash stand for the words.
/// </remarks>
internal sealed unsafe class OuterChains
{
    /// <summary>Words between two parts.</summary>
    public const int Step = 8;

    private const int EntryCount = 1 << 15;

    private readonly Entry[] _entries = GC.AllocateArray<Entry>(EntryCount, pinned: true);

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public ChainKey Key;
        public NodeKey Node;
        public int Stack;
    }

    /// <summary>Has a part's entry fetched into the processor's cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ChainKey key)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref _entries[key.High & (EntryCount - 1)]));
    }

    /// <summary>Looks a part up.</summary>
    /// <param name="key">The part's key.</param>
    /// <param name="node">What its chain is known by.</param>
    /// <returns>The number of its chain, or 0.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ChainKey key, out NodeKey node)
    {
        ref readonly var entry = ref _entries[key.High & (EntryCount - 1)];
        node = entry.Node;
        return entry.Key == key ? entry.Stack : 0;
    }

    /// <summary>Remembers the number of a part's chain.</summary>
    public void Store(ChainKey key, NodeKey node, int stack) =>
        _entries[key.High & (EntryCount - 1)] = new Entry { Key = key, Node = node, Stack = stack };

    /// <summary>Forgets every part.</summary>
    public void Clear() => Array.Clear(_entries);
}
