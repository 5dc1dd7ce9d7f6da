using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OProf.Buffers.Mmap;

namespace OProf.Buffers.Tests.Mmap;

/// <summary>
/// A perf event mapping in native memory with the kernel's side of it: a record is written behind the head, wrapping at the
/// end, where the tail leaves room for it, and is published by the head.
/// </summary>
internal sealed unsafe class SimulatedRing : IDisposable
{
    private const int HeadOffset = 1024;
    private const int TailOffset = 1032;
    private const int Page = 4096;
    private readonly byte* _memory;
    private ulong _head;

    public SimulatedRing(int size, ulong start = 0)
    {
        Size = size;
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)(Page + size));
        _head = start;
        Head = start;
        Tail = start;
        Reader = new PerfRingReader(_memory, _memory + Page, (ulong)size);
    }

    public int Size { get; }

    public PerfRingReader Reader { get; }

    public ulong Head
    {
        get => Volatile.Read(ref Unsafe.AsRef<ulong>(_memory + HeadOffset));
        set => Volatile.Write(ref Unsafe.AsRef<ulong>(_memory + HeadOffset), value);
    }

    public ulong Tail
    {
        get => Volatile.Read(ref Unsafe.AsRef<ulong>(_memory + TailOffset));
        private set => Volatile.Write(ref Unsafe.AsRef<ulong>(_memory + TailOffset), value);
    }

    /// <summary>A record of a size, filled with a pattern that depends on a number, which comes first, and checked by a sum, which comes last.</summary>
    public static byte[] Record(int size, uint number)
    {
        var record = new byte[size];
        BinaryPrimitives.WriteUInt32LittleEndian(record, number);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(6), (ushort)size);
        var words = MemoryMarshal.Cast<byte, ulong>(record.AsSpan(8));
        for (int i = 0; i < words.Length; i++)
            words[i] = ((ulong)number << 32) + (uint)i;
        if (size >= 16)
            BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(size - 8), Checksum(record.AsSpan(0, size - 8)));
        return record;
    }

    public static bool IsWhole(ReadOnlySpan<byte> record) =>
        record.Length < 16 || BinaryPrimitives.ReadUInt64LittleEndian(record[^8..]) == Checksum(record[..^8]);

    /// <summary>Writes and publishes a record; false where the tail leaves no room.</summary>
    public bool TryWrite(ReadOnlySpan<byte> record)
    {
        if ((ulong)Size - (_head - Tail) < (ulong)record.Length)
            return false;
        int offset = (int)(_head & (ulong)(Size - 1));
        int first = Math.Min(record.Length, Size - offset);
        record[..first].CopyTo(new Span<byte>(_memory + Page + offset, first));
        record[first..].CopyTo(new Span<byte>(_memory + Page, record.Length - first));
        _head += (ulong)record.Length;
        Head = _head;
        return true;
    }

    public void Dispose() => NativeMemory.Free(_memory);

    private static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 14695981039346656037;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
            sum = (sum ^ word) * 1099511628211;
        return sum;
    }
}
