using OProf.Capture.Sync;

namespace OProf.Capture.Sources.PerfEvents.Replay;

/// <summary>
/// The records of one CPU that wait, in the order of their time. Those of one ring come in that order, but for a few; where
/// records do not say their CPU, those of several rings come here, a piece of each at a time.
/// </summary>
internal sealed class CpuRecords(int cpu, RecordStore store)
{
    private readonly TimeOrder _order = new();
    private WaitingRecord[] _records = new WaitingRecord[256];
    private int _first;
    private int _end;
    private int _visible;
    private bool _isUnordered;

    /// <summary>The CPU; -1 for what does not say one.</summary>
    public int Cpu { get; } = cpu;

    /// <summary>The counts of this CPU.</summary>
    public CpuLedger Ledger { get; } = new(cpu);

    /// <summary>Number of records that wait.</summary>
    public int Count => _end - _first;

    public void Add(in WaitingRecord record)
    {
        if (_end == _records.Length)
            MakeRoom();
        _isUnordered |= _end > _first && record.Time < _records[_end - 1].Time;
        _records[_end++] = record;
    }

    /// <summary>Puts what came out of its order to its place.</summary>
    public void Order()
    {
        if (!_isUnordered)
            return;
        _isUnordered = false;
        _order.Sort(_records.AsSpan(_first, Count));
    }

    /// <summary>Shows so many records at most to the rounds that follow.</summary>
    /// <returns>Time of the first record behind them; the largest there is where there is none.</returns>
    public ulong Show(int count)
    {
        _visible = _first + Math.Min(Count, count);
        return _visible < _end ? _records[_visible].Time : ulong.MaxValue;
    }

    public bool TryPeek(out ReadOnlySpan<byte> record)
    {
        if (_first < _visible)
        {
            record = store.BytesOf(_records[_first]);
            return true;
        }

        record = default;
        return false;
    }

    public void Advance()
    {
        store.Release(_records[_first++]);
        if (_first == _end)
            _first = _end = _visible = 0;
    }

    private void MakeRoom()
    {
        var target = _first > _records.Length / 2 ? _records : new WaitingRecord[_records.Length * 2];
        int count = Count;
        Array.Copy(_records, _first, target, 0, count);
        (_records, _visible, _first, _end) = (target, 0, 0, count);
    }
}
