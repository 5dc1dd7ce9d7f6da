using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace OProf.Capture.Sync;

/// <summary>
/// Remembers which number a raw call chain got, and the place of its innermost frame, so that a chain that was seen before
/// is one look-up instead of one for each frame.
/// </summary>
/// <remarks>
/// An entry is known by 128 bits of hash over the chain's words and the generation of the address space, which only
/// stands for one set of mappings. Two chains that differ in all of it and agree in the 128 bits are not to be
/// expected in the lifetime of a machine, so the words themselves are not kept.
/// </remarks>
internal sealed unsafe class ChainCache
{
    private const int SetCount = LargePageMemory.PageSize / CacheLine;
    private const int CacheLine = 64;

    private readonly LargePageMemory _memory;
    private readonly Entry* _entries;

    /// <summary>Makes a cache that remembers nothing.</summary>
    /// <param name="isLive">Whether it is for a capture, on Linux, and lies in large pages where these are to be had.</param>
    public ChainCache(bool isLive)
    {
        _memory = new LargePageMemory(LargePageMemory.PageSize, isLive);
        _entries = (Entry*)_memory.Address;
    }

    // 32 bytes: two of them are a cache line, and a chain is in either. A cookie is a number of a file, and there are fewer.
    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public ChainKey Key;
        public int Stack;
        public uint Cookie;
        public ulong Offset;
    }

    /// <summary>What a chain is looked up by.</summary>
    /// <param name="chain">The chain's words as the kernel wrote them.</param>
    /// <param name="generation">Generation of the address space.</param>
    public static ChainKey KeyOf(ReadOnlySpan<ulong> chain, long generation) => ChainHash.Of(chain, (ulong)generation);

    /// <summary>Has a chain's entry fetched into the processor's cache, where it is hardly ever by itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ChainKey key)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(SetOf(key));
    }

    /// <summary>Looks a chain up.</summary>
    /// <param name="key">The chain's key.</param>
    /// <param name="place">File and offset of its innermost frame, as they were stored, where it has a number.</param>
    /// <returns>The number, or 0.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ChainKey key, out FramePlace place)
    {
        var entry = SetOf(key);
        if (entry->Key != key)
            entry++;
        place = entry->Cookie == uint.MaxValue ? FramePlace.Unknown : new FramePlace(entry->Cookie, entry->Offset);
        int stack = entry->Key == key ? entry->Stack : 0;
        GC.KeepAlive(this);
        return stack;
    }

    /// <summary>Remembers a chain's number, and the place of its innermost frame where that is known.</summary>
    public void Store(ChainKey key, int stack, FramePlace place)
    {
        // Of the two that share a set, the one that was stored first goes.
        var set = SetOf(key);
        if (set->Key != key)
            set[1] = set[0];
        *set = new Entry
        {
            Key = key,
            Stack = stack,
            Cookie = place.Cookie < uint.MaxValue ? (uint)place.Cookie : uint.MaxValue,
            Offset = place.Offset,
        };
        GC.KeepAlive(this);
    }

    /// <summary>Forgets every chain.</summary>
    public void Clear() => _memory.Clear();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Entry* SetOf(ChainKey key) => _entries + (2 * (key.High & (SetCount - 1)));
}
