namespace OProf.Capture.Sources.PerfEvents.Replay;

/// <summary>
/// Some records of a file, one after the other as they lie in it, in the layout of <see cref="Records.PerfSampleLayout"/>: one
/// thread reads them, while another one takes those of the batch before.
/// </summary>
internal sealed class RecordBatch
{
    /// <summary>Most records that it has.</summary>
    public const int MaxRecords = 4096;

    private readonly BatchRecord[] _records = new BatchRecord[MaxRecords];
    private readonly List<int> _malformed = [];
    private int _count;

    /// <summary>The memory that its records lie in; who takes them takes it over.</summary>
    public RecordBlock Block { get; private set; } = new();

    /// <summary>The records.</summary>
    public ReadOnlySpan<BatchRecord> Records => _records.AsSpan(0, _count);

    /// <summary>The CPUs of what could not be brought into the layout, -1 for none.</summary>
    public IReadOnlyList<int> Malformed => _malformed;

    /// <summary>Whether a record of any size still fits.</summary>
    public bool HasRoom => _count < MaxRecords && Block.Used <= RecordBlock.Full;

    /// <summary>Whether a round of the recorder ended behind it.</summary>
    public bool IsRound { get; set; }

    /// <summary>Whether nothing comes behind it.</summary>
    public bool IsEnd { get; set; }

    /// <summary>Latest time of a record up to its end.</summary>
    public ulong Latest { get; set; }

    /// <summary>Offset in the file of what comes behind it.</summary>
    public long Offset { get; set; }

    /// <summary>Room for a record. What is written there counts only after <see cref="Add"/>.</summary>
    /// <param name="size">Most bytes that it may have.</param>
    public Span<byte> Reserve(int size) => Block.Bytes.AsSpan(Block.Used, size);

    /// <summary>Adds the record that was written to the room which was reserved last.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="time">Its time, as it says it itself.</param>
    /// <param name="cpu">Its CPU; -1 where it says none.</param>
    public void Add(int length, ulong time, int cpu)
    {
        _records[_count++] = new BatchRecord(time, Block.Used, length, cpu);
        Block.Used += length;
    }

    /// <summary>Counts a record that could not be brought into the layout.</summary>
    public void CountMalformed(int cpu) => _malformed.Add(cpu);

    /// <summary>Begins anew.</summary>
    /// <param name="block">Memory for the records.</param>
    public void Clear(RecordBlock block)
    {
        Block = block;
        block.Used = 0;
        _malformed.Clear();
        _count = 0;
        (IsRound, IsEnd) = (false, false);
    }
}
