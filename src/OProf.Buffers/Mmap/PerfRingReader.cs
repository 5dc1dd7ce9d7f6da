using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OProf.Buffers.Mmap;

/// <summary>
/// The reader's side of a perf event mapping: one metadata page and 2ⁿ bytes of data written in a circle. Records are
/// read where they lie; only one that crosses the end of the data is copied. For one reader thread.
/// </summary>
/// <remarks>
/// Facts: linux/perf_event.h, struct perf_event_mmap_page. The writer publishes <c>data_head</c> after the bytes, so it is
/// read with acquire order before them; <c>data_tail</c> is written with release order after the last byte was used,
/// because from then on the writer may overwrite it.
/// <code>
///        tail (published)        position             head (of this round)
///  ───────┼── used, not yet given back ──┼── unread ──────┼── newer than this round ──
/// </code>
/// Invariant: tail ≤ position ≤ head, and head - tail ≤ size of the data.
/// </remarks>
public sealed unsafe class PerfRingReader
{
    /// <summary>Bytes of a record's header: type, misc, size.</summary>
    public const int HeaderSize = 8;

    private const int CacheLine = 64;
    private const int FetchedAhead = 1024;

    private const int DataHeadOffset = 1024;
    private const int DataTailOffset = 1032;

    private readonly byte* _metadata;
    private readonly byte* _data;
    private readonly ulong _mask;
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(ushort.MaxValue + 1, pinned: true);
    private ulong _head;
    private ulong _position;
    private ulong _publishAt;

    /// <summary>Reads a mapping, from the tail that is published in it.</summary>
    /// <param name="metadata">Start of the metadata page. The mapping has to outlive this object.</param>
    /// <param name="data">Start of the data.</param>
    /// <param name="dataSize">Bytes of data; a power of two.</param>
    /// <exception cref="ArgumentException"><paramref name="dataSize"/> is zero or no power of two.</exception>
    public PerfRingReader(byte* metadata, byte* data, ulong dataSize)
    {
        if (!ulong.IsPow2(dataSize))
            throw new ArgumentException($"A ring of {dataSize} bytes: the size has to be a power of two.", nameof(dataSize));
        _metadata = metadata;
        _data = data;
        _mask = dataSize - 1;
        _position = Volatile.Read(ref Unsafe.AsRef<ulong>(metadata + DataTailOffset));
        _head = _position;
    }

    /// <summary>Bytes that could not be read because a record's header made no sense; they were skipped.</summary>
    public ulong CorruptBytes { get; private set; }

    /// <summary>Bytes between the published tail and the head as the writer has it now.</summary>
    public ulong BytesHeld =>
        Volatile.Read(ref Unsafe.AsRef<ulong>(_metadata + DataHeadOffset)) - Unsafe.AsRef<ulong>(_metadata + DataTailOffset);

    /// <summary>Begins a round: what the writer has published by now can be read, and nothing that comes after.</summary>
    public void BeginRound()
    {
        _head = Volatile.Read(ref Unsafe.AsRef<ulong>(_metadata + DataHeadOffset));
        if (_head - _position > _mask + 1)
        {
            // More than the ring holds cannot be unread: the head makes no sense, and nothing tells where a record begins.
            CorruptBytes += _mask + 1;
            _position = _head;
        }
    }

    /// <summary>The next whole record of this round, header included, without taking it.</summary>
    /// <param name="record">The record; valid until <see cref="Advance"/> or <see cref="EndRound"/>.</param>
    /// <returns>False at the end of the round.</returns>
    public bool TryPeek(out ReadOnlySpan<byte> record)
    {
        ulong available = _head - _position;
        if (available < HeaderSize)
        {
            record = default;
            return false;
        }

        // Records are multiples of eight bytes, so a header never crosses the end.
        ulong offset = _position & _mask;
        uint size = Unsafe.ReadUnaligned<ushort>(_data + offset + 6);
        if (size < HeaderSize || size > available || (size & 7) != 0)
        {
            CorruptBytes += available;
            _position = _head;
            record = default;
            return false;
        }

        if (offset + size <= _mask + 1)
        {
            record = new ReadOnlySpan<byte>(_data + offset, (int)size);
            return true;
        }

        int first = (int)(_mask + 1 - offset);
        new ReadOnlySpan<byte>(_data + offset, first).CopyTo(_scratch);
        new ReadOnlySpan<byte>(_data, (int)size - first).CopyTo(_scratch.AsSpan(first));
        record = new ReadOnlySpan<byte>(_scratch, 0, (int)size);
        return true;
    }

    /// <summary>Takes the record that was peeked at last; what was read of it before is void.</summary>
    /// <param name="size">Its size in bytes, as peeked.</param>
    public void Advance(int size)
    {
        _position += (uint)size;
        if (Sse.IsSupported)
        {
            // Records were written by other CPUs. What comes a few of them later is on its way while these are looked at.
            byte* ahead = _data + ((_position + FetchedAhead) & _mask);
            Sse.Prefetch0(ahead);
            Sse.Prefetch0(ahead + CacheLine);
        }

        // A long round gives room back before its end: each eighth of the ring.
        if (_position >= _publishAt)
            EndRound();
    }

    /// <summary>Gives the room of all records taken so far back to the writer.</summary>
    public void EndRound()
    {
        _publishAt = _position + ((_mask + 1) / 8);
        Volatile.Write(ref Unsafe.AsRef<ulong>(_metadata + DataTailOffset), _position);
    }
}
