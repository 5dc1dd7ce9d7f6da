using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OProf.Buffers.Mmap;

/// <summary>
/// The writer's side of a mapping with the layout of a perf event's: records under perf_event_header, written in a circle
/// by any number of threads. A writer never waits: what does not fit is dropped and counted.
/// </summary>
/// <remarks>
/// <code>
///   tail (discard)           published                reserved
///  ───┼──── may be read ─────────┼─ done ─┬─ being ──────┼── free, up to a whole ring
///                                │  A     │   copied  B  │    behind tail or published
/// </code>
/// Room is reserved by compare-and-swap. A record is published when all before it are: whoever finds the record at the
/// published position committed publishes it, and what is committed behind it, so a writer that is held up while it copies
/// holds up what readers see, and no writer.
/// Invariants: reserved - published ≤ size, so two writers never have the same bytes; the committed end of a record is
/// stored at the index of its begin, and is greater than its begin in this lap of the ring only; where records are
/// overwritten, the metadata's reserved position is ahead of every byte that is being changed.
/// What other processes can write to (a tail that makes no sense) can make records be dropped, and nothing worse.
/// </remarks>
public sealed unsafe class PerfRingWriter : IDisposable
{
    private const int LostSize = 24;

    private readonly byte* _metadata;
    private readonly byte* _data;
    private readonly ulong _size;
    private readonly ulong _mask;
    private readonly ulong _markInterval;
    private readonly bool _overwrites;
    private ulong* _committed;
    private Positions _at;

    // Each on a cache line of its own: reserving is contended, publishing is not.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Positions
    {
        [FieldOffset(64)]
        public ulong Reserved;

        [FieldOffset(72)]
        public long PendingLost;

        [FieldOffset(128)]
        public ulong Published;

        [FieldOffset(136)]
        public ulong Records;

        [FieldOffset(144)]
        public int Publishing;
    }

    /// <summary>Writes to a mapping from its beginning on.</summary>
    /// <param name="mapping">A mapping that was just made; it has to outlive this object.</param>
    /// <exception cref="ArgumentException">It cannot be written to, or was written to before.</exception>
    public PerfRingWriter(MmapMapping mapping)
        : this(
            mapping.Metadata, mapping.Data, mapping.DataSize, mapping.Mode == MmapMode.Overwrite,
            mapping.IsWritable && mapping.Head == 0 ? mapping.MaxRecordSize : throw new ArgumentException("The mapping is not new, or read-only.", nameof(mapping)))
    {
    }

    internal PerfRingWriter(byte* metadata, byte* data, ulong size, bool overwrites, int maxRecordSize)
    {
        _metadata = metadata;
        _data = data;
        _size = size;
        _mask = size - 1;
        _overwrites = overwrites;
        MaxRecordSize = maxRecordSize;
        _markInterval = Math.Max(size / MmapExtension.MarkCount, 8);

        // Zeroed memory that is not touched takes no room: of large records only an entry each is used.
        _committed = (ulong*)NativeMemory.AllocZeroed((nuint)(size / 8), sizeof(ulong));
    }

    /// <summary>Bytes of the largest record that the buffer takes, its header included.</summary>
    public int MaxRecordSize { get; }

    /// <summary>Bytes reserved so far.</summary>
    public ulong Reserved => Volatile.Read(ref _at.Reserved);

    /// <summary>Writes a record; its body may be given in two parts. Its length is rounded up to eight bytes with zeros.</summary>
    /// <param name="type">What the record is.</param>
    /// <param name="misc">Bits whose meaning depends on the type.</param>
    /// <param name="first">The body, or its first part.</param>
    /// <param name="second">The second part.</param>
    public RingWriteResult TryWrite(uint type, ushort misc, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default)
    {
        if (_size == 0)
            return RingWriteResult.NoData;
        long body = (long)first.Length + second.Length;
        ulong size = ((ulong)body + PerfRecordHeader.Length + 7) & ~7ul;
        if (size > (ulong)MaxRecordSize)
        {
            Interlocked.Increment(ref Metadata(MmapExtension.TooLarge));
            return RingWriteResult.TooLarge;
        }

        if (!TryReserve(size, out ulong begin, out ulong lost))
        {
            Interlocked.Increment(ref Metadata(MmapExtension.LostRecords));
            Interlocked.Add(ref Metadata(MmapExtension.LostBytes), size);
            if (!_overwrites)
                Interlocked.Increment(ref _at.PendingLost);
            return RingWriteResult.Full;
        }

        ulong place = begin + lost;
        PutHeader(place, new PerfRecordHeader(type, misc, (ushort)size));
        Put(place + PerfRecordHeader.Length, first);
        Put(place + PerfRecordHeader.Length + (ulong)first.Length, second);
        Clear(place + PerfRecordHeader.Length + (ulong)body, place + size);
        Volatile.Write(ref _committed[(place & _mask) >> 3], place + size);
        if (lost != 0)
            PutLost(begin);
        Publish();
        return RingWriteResult.Written;
    }

    /// <summary>
    /// Ends writing: readers see that nothing more comes. No other thread may be writing any more; the mapping must not be
    /// gone yet.
    /// </summary>
    public void Dispose()
    {
        if (_committed == null)
            return;
        Volatile.Write(ref Unsafe.AsRef<uint>(_metadata + MmapExtension.Closed), 1);
        NativeMemory.Free(_committed);
        _committed = null;
    }

    private ref ulong Metadata(int offset) => ref Unsafe.AsRef<ulong>(_metadata + offset);

    // Takes room for a record, and for a LOST record before it where there is something to tell.
    private bool TryReserve(ulong size, out ulong begin, out ulong lost)
    {
        ulong end;
        do
        {
            // In this order: what is reserved by now lies at or behind what was published before.
            ulong floor = Floor();
            begin = Volatile.Read(ref _at.Reserved);
            lost = !_overwrites && Volatile.Read(ref _at.PendingLost) != 0 ? LostSize : 0ul;
            end = begin + size + lost;
            if (end - floor > _size)
                return false;
        }
        while (Interlocked.CompareExchange(ref _at.Reserved, end, begin) != begin);

        if (!_overwrites)
            return true;

        // Readers have to know before the first byte changes; with several writers the greatest counts.
        ref ulong stated = ref Metadata(MmapExtension.Reserved);
        for (ulong seen = Volatile.Read(ref stated); seen < end;)
        {
            ulong was = Interlocked.CompareExchange(ref stated, end, seen);
            if (was == seen)
                break;
            seen = was;
        }

        return true;
    }

    // What lies before it may be written again. A tail behind what is published makes no sense and counts for no more.
    private ulong Floor()
    {
        ulong published = Volatile.Read(ref _at.Published);
        return _overwrites ? published : Math.Min(published, Volatile.Read(ref Metadata(PerfMmapPage.DataTail)));
    }

    // A header never crosses the end: records begin at multiples of eight.
    private void PutHeader(ulong position, PerfRecordHeader header) =>
        Unsafe.WriteUnaligned(_data + (position & _mask), header);

    private void Put(ulong position, ReadOnlySpan<byte> bytes)
    {
        ulong offset = position & _mask;
        int first = (int)Math.Min((ulong)bytes.Length, _size - offset);
        bytes[..first].CopyTo(new Span<byte>(_data + offset, first));
        bytes[first..].CopyTo(new Span<byte>(_data, bytes.Length - first));
    }

    private void Clear(ulong position, ulong end)
    {
        for (; position < end; position++)
            _data[position & _mask] = 0;
    }

    // Invariant: committed after the record behind it, so that the two are published together.
    private void PutLost(ulong begin)
    {
        PutHeader(begin, new PerfRecordHeader(PerfRecordHeader.Lost, 0, LostSize));
        Span<byte> body = stackalloc byte[LostSize - PerfRecordHeader.Length];
        body.Clear();
        long count = Interlocked.Exchange(ref _at.PendingLost, 0);
        MemoryMarshal.Write(body[8..], in count);
        Put(begin + PerfRecordHeader.Length, body);
        Volatile.Write(ref _committed[(begin & _mask) >> 3], begin + LostSize);
    }

    // One thread at a time publishes, for all; the others leave it to it. After the fence either this thread sees that the
    // record at the published position is committed, or whoever committed that sees what this thread committed.
    private void Publish()
    {
        Interlocked.MemoryBarrier();
        while (IsCommitted(Volatile.Read(ref _at.Published), out _)
            && Interlocked.CompareExchange(ref _at.Publishing, 1, 0) == 0)
        {
            PublishCommitted();
            Volatile.Write(ref _at.Publishing, 0);
            Interlocked.MemoryBarrier();
        }
    }

    private bool IsCommitted(ulong begin, out ulong end)
    {
        end = Volatile.Read(ref _committed[(begin & _mask) >> 3]);
        return end > begin;
    }

    private void PublishCommitted()
    {
        ulong begin = _at.Published;
        while (IsCommitted(begin, out ulong end))
        {
            _at.Records++;
            if (_overwrites)
                PutMarks(begin, end);
            ulong pages = (end / (ulong)MmapSize.Page) - (begin / (ulong)MmapSize.Page);
            Volatile.Write(ref Metadata(PerfMmapPage.DataHead), end);
            if (pages != 0)
                Volatile.Write(ref Metadata(MmapExtension.Wakes), Metadata(MmapExtension.Wakes) + pages);

            // From here on others may write over what lies a whole ring before.
            Volatile.Write(ref _at.Published, end);
            begin = end;
        }
    }

    // So that a reader which was overtaken finds a place where a record begins.
    private void PutMarks(ulong begin, ulong end)
    {
        var mark = new MmapMark(end, _at.Records);
        for (ulong number = (begin / _markInterval) + 1; number * _markInterval <= end; number++)
            MmapMark.Write(_metadata + MmapExtension.Marks + (int)(number % MmapExtension.MarkCount * 16), mark);
        MmapMark.Write(_metadata + MmapExtension.NewestMark, mark);
    }
}
