using System.Runtime.CompilerServices;

namespace OProf.Benchmarks.Rings;

/// <summary>32 bytes copied one behind the other into memory of a ring's size: what a record costs at least.</summary>
internal sealed class CopyContender : Contender
{
    private readonly byte[][] _memory;
    private readonly int[] _next;

    public CopyContender(string name, int records, long size)
        : base(name, records)
    {
        _memory = [.. PinnedThreads.Cpus.Select(_ => GC.AllocateArray<byte>(checked((int)size), pinned: true))];
        _next = new int[_memory.Length * 32];
    }

    protected override void Write(int writer)
    {
        Span<byte> record = stackalloc byte[32];
        record.Fill(7);
        ref byte source = ref record[0];
        ref byte memory = ref _memory[writer][0];
        int mask = _memory[writer].Length - 1;
        int next = _next[writer * 32];
        for (int i = 0; i < Records; i++)
        {
            Unsafe.CopyBlockUnaligned(ref Unsafe.Add(ref memory, next), ref source, 32);
            next = (next + 32) & mask;
        }

        _next[writer * 32] = next;
    }
}
