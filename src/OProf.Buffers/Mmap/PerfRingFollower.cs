using System.Runtime.CompilerServices;

namespace OProf.Buffers.Mmap;

/// <summary>
/// Follows a ring whose writer overwrites the oldest records, without writing to it: with a position of its own, so any
/// number of followers can follow the same ring and the writer knows of none. For one thread.
/// </summary>
/// <remarks>
/// <code>
///      may change at any moment     │  safe to copy                         │
///  ─────────────────────────────────┼──────────────┬────────────────────────┼─────────────
///                        reserved - size       position                   head        reserved
/// </code>
/// A record is copied first and believed afterwards, when the writers' reserved position shows that nobody had begun to
/// write over it. A follower that was overtaken goes on at the oldest mark that is safe, and counts what lies between:
/// bytes and records, both exactly, for a mark says how many records lie before it.
/// Invariant: nothing read from the mapping is used as a length or a position without a check against the mapping's size.
/// </remarks>
public sealed unsafe class PerfRingFollower
{
    // A writer that is faster than this laps the follower whatever it does: it has to come again later.
    private const int MaxTries = 16;

    private readonly byte* _metadata;
    private readonly byte* _data;
    private readonly ulong _size;
    private readonly ulong _mask;
    private readonly string _path;
    private readonly byte[] _record = GC.AllocateUninitializedArray<byte>(PerfRecordHeader.MaxRecordSize, pinned: true);
    private ulong _position;
    private ulong _records;

    /// <summary>Follows from the first record that was ever written, or the oldest that is left.</summary>
    /// <param name="mapping">A mapping of a ring; it has to outlive this object.</param>
    /// <exception cref="ArgumentException">The ring is none that overwrites, or has no data.</exception>
    public PerfRingFollower(MmapMapping mapping)
    {
        if (mapping.Mode != MmapMode.Overwrite || mapping.DataSize == 0)
            throw new ArgumentException("Only a ring with data, which overwrites, can be followed.", nameof(mapping));
        _metadata = mapping.Metadata;
        _data = mapping.Data;
        _size = mapping.DataSize;
        _mask = _size - 1;
        _path = mapping.Path;
    }

    /// <summary>Bytes of the ring that were read or missed.</summary>
    public ulong Position => _position;

    /// <summary>Records that were read.</summary>
    public ulong ReadRecords => _records - MissedRecords;

    /// <summary>Bytes that were overwritten before they could be read.</summary>
    public ulong MissedBytes { get; private set; }

    /// <summary>Records that were overwritten before they could be read.</summary>
    public ulong MissedRecords { get; private set; }

    /// <summary>The next record, copied.</summary>
    /// <param name="record">The record, header included; valid until the next call.</param>
    /// <returns>False where there is none yet, or the writer is so fast that none could be copied now.</returns>
    /// <exception cref="MappedFileException">The ring's content makes no sense.</exception>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        record = default;
        for (int i = 0; i < MaxTries; i++)
        {
            ulong head = Head();
            if (head == _position)
                return false;
            if (!TryCopy(head, out int size))
            {
                SkipOverwritten();
                continue;
            }

            _position += (uint)size;
            _records++;
            record = _record.AsSpan(0, size);
            return true;
        }

        return false;
    }

    private ulong Head()
    {
        ulong head = Volatile.Read(ref Unsafe.AsRef<ulong>(_metadata + PerfMmapPage.DataHead));
        return head >= _position && (head & 7) == 0
            ? head
            : throw Corrupt($"its head is {head}, after {_position} was read.");
    }

    // False where the writers have, or may have, written over it.
    private bool TryCopy(ulong head, out int size)
    {
        size = 0;
        ulong offset = _position & _mask;
        var header = Unsafe.ReadUnaligned<PerfRecordHeader>(_data + offset);
        if (!IsIntact())
            return false;
        size = header.Size;
        if (size < PerfRecordHeader.Length || (size & 7) != 0 || size > PerfRecordHeader.MaxRecordSize || (ulong)size > Math.Min(head - _position, _size))
            throw Corrupt($"the record at {_position} says it has {size} bytes; {head - _position} are left.");
        int first = (int)Math.Min((ulong)size, _size - offset);
        new ReadOnlySpan<byte>(_data + offset, first).CopyTo(_record);
        new ReadOnlySpan<byte>(_data, size - first).CopyTo(_record.AsSpan(first));
        return IsIntact();
    }

    // Whether what was read at the position before this call was no writer's yet.
    private bool IsIntact()
    {
        Interlocked.MemoryBarrier();
        ulong reserved = Volatile.Read(ref Unsafe.AsRef<ulong>(_metadata + MmapExtension.Reserved));
        return reserved >= _position
            ? reserved - _position <= _size
            : throw Corrupt($"its writers have reserved {reserved}, after {_position} was read.");
    }

    private void SkipOverwritten()
    {
        ulong reserved = Volatile.Read(ref Unsafe.AsRef<ulong>(_metadata + MmapExtension.Reserved));

        // A little more than what is gone, or the writer is here again before the first record is copied.
        ulong oldest = reserved - _size + (_size / 8);
        if (!TryFindMark(oldest, reserved, out var mark) && !TryNewestMark(out mark))
            return;
        if (mark.Position <= _position)
            return;

        // The mark may be newer than what was reserved when the search began.
        reserved = Volatile.Read(ref Unsafe.AsRef<ulong>(_metadata + MmapExtension.Reserved));
        if (mark.Position > reserved || (mark.Position & 7) != 0 || mark.Records <= _records
            || mark.Records - _records > (mark.Position - _position) / PerfRecordHeader.Length)
            throw Corrupt($"a mark says that {mark.Records} records lie before {mark.Position}, after {_records} before {_position}.");
        MissedBytes += mark.Position - _position;
        MissedRecords += mark.Records - _records;
        _position = mark.Position;
        _records = mark.Records;
    }

    private bool TryFindMark(ulong oldest, ulong reserved, out MmapMark best)
    {
        best = new MmapMark(ulong.MaxValue, 0);
        for (int i = 0; i < MmapExtension.MarkCount; i++)
        {
            if (MmapMark.TryRead(_metadata + MmapExtension.Marks + (i * 16), out var mark)
                && mark.Position >= oldest && mark.Position <= reserved && mark.Position > _position && mark.Position < best.Position)
                best = mark;
        }

        return best.Position != ulong.MaxValue;
    }

    private bool TryNewestMark(out MmapMark mark) => MmapMark.TryRead(_metadata + MmapExtension.NewestMark, out mark);

    private MappedFileException Corrupt(string detail) => new(MappedFileProblem.Corrupt, _path, detail);
}
