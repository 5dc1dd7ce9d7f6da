namespace OProf.Capture.Sources.PerfEvents.Replay;

/// <summary>
/// Memory for records that wait for their turn, in blocks which are used again once nothing in them waits any more.
/// </summary>
/// <remarks>
/// Records of all CPUs lie among each other as they came; they go in the order of their time, so what came together goes
/// together, and a block is held no longer than the records around it.
/// </remarks>
internal sealed class RecordStore
{
    private const int BlockSize = 1 << 18;

    private readonly Stack<int> _free = new();
    private RecordBlock[] _blocks = [new(BlockSize)];
    private int _count = 1;
    private int _current;

    /// <summary>Bytes of the records that wait.</summary>
    public long Waiting { get; private set; }

    /// <summary>Room for a record. What is written there counts only after <see cref="Commit"/>.</summary>
    /// <param name="size">Most bytes that it may have, 64 KiB and a little at most.</param>
    public Span<byte> Reserve(int size)
    {
        var current = _blocks[_current];
        if (BlockSize - current.Used < size)
        {
            if (current.Waiting == 0)
                current.Used = 0;
            else
                current = Next();
        }

        return current.Bytes.AsSpan(current.Used, size);
    }

    /// <summary>Keeps the first bytes of the room that was reserved last.</summary>
    public WaitingRecord Commit(int length, ulong time)
    {
        var current = _blocks[_current];
        var record = new WaitingRecord(time, _current, current.Used, length);
        current.Used += length;
        current.Waiting++;
        Waiting += length;
        return record;
    }

    /// <summary>The bytes of a record that waits.</summary>
    public ReadOnlySpan<byte> BytesOf(in WaitingRecord record) => _blocks[record.Block].Bytes.AsSpan(record.Offset, record.Length);

    /// <summary>Lets go of a record.</summary>
    public void Release(in WaitingRecord record)
    {
        Waiting -= record.Length;
        var block = _blocks[record.Block];
        if (--block.Waiting > 0 || record.Block == _current)
            return;
        block.Used = 0;
        _free.Push(record.Block);
    }

    private RecordBlock Next()
    {
        if (_free.TryPop(out _current))
            return _blocks[_current];
        if (_count == _blocks.Length)
            Array.Resize(ref _blocks, _count * 2);
        _current = _count++;
        return _blocks[_current] = new RecordBlock(BlockSize);
    }
}
