using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OProf.Capture.Sync;

/// <summary>
/// Remembers the numbers of frames by the addresses that they were found at, so that neither a mapping nor the frame has to
/// be looked up for one that was seen a moment ago.
/// </summary>
internal sealed class FrameCache
{
    // More of them would not stay in the processor's cache.
    private const int Bits = 14;
    private readonly Entry[] _entries = new Entry[1 << Bits];

    private struct Entry
    {
        public ulong Address;
        public ulong Space;
        public int Frame;
    }

    /// <summary>Has a frame's entry fetched into the processor's cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong address, long generation)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref _entries[IndexOf(address, generation)]));
    }

    /// <summary>The number of a frame; 0 where it is not remembered.</summary>
    /// <param name="address">The address.</param>
    /// <param name="kind">What it is: mode, and whether it is a return address.</param>
    /// <param name="generation">Generation of the address space; any constant for the kernel's.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ulong address, ushort kind, long generation)
    {
        ref readonly var entry = ref _entries[IndexOf(address, generation)];
        return entry.Address == address && entry.Space == SpaceOf(kind, generation) ? entry.Frame : 0;
    }

    /// <summary>Remembers a frame's number.</summary>
    public void Store(ulong address, ushort kind, long generation, int frame) =>
        _entries[IndexOf(address, generation)] = new Entry { Address = address, Space = SpaceOf(kind, generation), Frame = frame };

    /// <summary>Forgets every frame.</summary>
    public void Clear() => Array.Clear(_entries);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IndexOf(ulong address, long generation) =>
        (int)(((address ^ ((ulong)generation << 40)) * 0x9E3779B97F4A7C15UL) >> (64 - Bits));

    // Generations are counted from 1 on, one for each mapping of a process: they stay far below 2 to the 48th.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SpaceOf(ushort kind, long generation) => ((ulong)generation << 16) | kind;
}
