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

    private readonly Stack<RecordBlock> _free = new();
    private RecordBlock _current = new(BlockSize);

    /// <summary>Bytes of the records that wait.</summary>
    public long Waiting { get; private set; }

    /// <summary>Room for a record. What is written there counts only after <see cref="Commit"/>.</summary>
    /// <param name="size">Most bytes that it may have, 64 KiB and a little at most.</param>
    public Span<byte> Reserve(int size)
    {
        if (BlockSize - _current.Used < size)
        {
            if (_current.Waiting == 0)
            {
                _current.Used = 0;
            }
            else if (!_free.TryPop(out _current!))
            {
                _current = new RecordBlock(BlockSize);
            }
        }

        return _current.Bytes.AsSpan(_current.Used, size);
    }

    /// <summary>Keeps the first bytes of the room that was reserved last.</summary>
    public WaitingRecord Commit(int length, ulong time)
    {
        var record = new WaitingRecord(time, _current, _current.Used, length);
        _current.Used += length;
        _current.Waiting++;
        Waiting += length;
        return record;
    }

    /// <summary>Lets go of a record.</summary>
    public void Release(in WaitingRecord record)
    {
        Waiting -= record.Length;
        var block = record.Block;
        if (--block.Waiting > 0 || ReferenceEquals(block, _current))
            return;
        block.Used = 0;
        _free.Push(block);
    }
}
