namespace OProf.Capture.Sources.PerfEvents.Replay;

/// <summary>
/// The blocks that records wait in for their turn. One whose records have all been taken is free to be filled again.
/// </summary>
/// <remarks>
/// Records of all CPUs lie among each other as they came; they go in the order of their time, so what came together goes
/// together, and a block is held no longer than the records around it.
/// </remarks>
internal sealed class RecordStore
{
    private readonly Stack<int> _places = new();
    private readonly Stack<RecordBlock> _free = new();
    private RecordBlock[] _blocks = new RecordBlock[4];
    private int _count;

    /// <summary>Bytes of the records that wait.</summary>
    public long Waiting { get; private set; }

    /// <summary>Takes over a block.</summary>
    /// <param name="block">It.</param>
    /// <param name="records">Records in it; 1 or more.</param>
    /// <returns>Its number.</returns>
    public int Add(RecordBlock block, int records)
    {
        if (!_places.TryPop(out int place))
        {
            if (_count == _blocks.Length)
                Array.Resize(ref _blocks, _count * 2);
            place = _count++;
        }

        _blocks[place] = block;
        block.Waiting = records;
        Waiting += block.Used;
        return place;
    }

    /// <summary>A block to fill: one that is free, or a new one.</summary>
    public RecordBlock Next() => _free.TryPop(out var block) ? block : new RecordBlock();

    /// <summary>Gives a block back that nothing waits in.</summary>
    public void Free(RecordBlock block) => _free.Push(block);

    /// <summary>The bytes of a record that waits.</summary>
    public ReadOnlySpan<byte> BytesOf(in WaitingRecord record) => _blocks[record.Block].Bytes.AsSpan(record.Offset, record.Length);

    /// <summary>Lets go of a record.</summary>
    public void Release(in WaitingRecord record)
    {
        Waiting -= record.Length;
        var block = _blocks[record.Block];
        if (--block.Waiting > 0)
            return;
        _places.Push(record.Block);
        Free(block);
    }
}
