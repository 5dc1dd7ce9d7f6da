using System.Runtime.InteropServices;

namespace OProf.Capture.Sync;

/// <summary>
/// Remembers which number a raw call chain got, so that a chain that was seen before is one look-up instead of one for
/// each frame.
/// </summary>
/// <remarks>
/// An entry is known by 128 bits of hash over the chain's words and the generation of the address space, which only
/// stands for one set of mappings. Two chains that differ in all of it and agree in the 128 bits are not to be
/// expected in the lifetime of a machine, so the words themselves are not kept.
/// </remarks>
internal sealed class ChainCache
{
    private const int EntryCount = 1 << 13;
    private readonly Entry[] _entries = new Entry[EntryCount];

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public ulong High;
        public ulong Low;
        public int Stack;
    }

    /// <summary>Looks a chain up.</summary>
    /// <param name="chain">The chain's words as the kernel wrote them.</param>
    /// <param name="generation">Generation of the address space.</param>
    /// <param name="key">What to give to <see cref="Store"/>, where it is not known.</param>
    /// <returns>The number, or 0.</returns>
    public int Find(ReadOnlySpan<ulong> chain, long generation, out ChainKey key)
    {
        ulong a = 0x243F6A8885A308D3UL ^ (ulong)generation;
        ulong b = 0x13198A2E03707344UL + (ulong)chain.Length;
        foreach (ulong word in chain)
        {
            ulong high = Math.BigMul(a ^ word, 0x9E3779B97F4A7C15UL, out ulong low);
            a = high ^ low;
            b = (b ^ word) * 0xD6E8FEB86659FD93UL;
            b ^= b >> 32;
        }

        a = HashMixing.Mix(a, b);
        key = new ChainKey(a, b);
        ref var entry = ref _entries[a & (EntryCount - 1)];
        return entry.High == a && entry.Low == b ? entry.Stack : 0;
    }

    /// <summary>Remembers a chain's number.</summary>
    public void Store(ChainKey key, int stack)
    {
        ref var entry = ref _entries[key.High & (EntryCount - 1)];
        entry.High = key.High;
        entry.Low = key.Low;
        entry.Stack = stack;
    }

    /// <summary>Forgets every chain.</summary>
    public void Clear() => Array.Clear(_entries);
}
