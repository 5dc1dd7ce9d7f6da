namespace OProf.Capture.Sources.PerfEvents.Replay;

/// <summary>
/// Sorts records by their time; equal ones keep their order. What is in order already is found and merged, as what comes here
/// is pieces of a few rings, each in order: n log k steps for k pieces.
/// </summary>
internal sealed class TimeOrder
{
    private readonly List<int> _ends = [];
    private WaitingRecord[] _other = [];

    /// <summary>Sorts.</summary>
    public void Sort(Span<WaitingRecord> records)
    {
        _ends.Clear();
        for (int i = 1; i < records.Length; i++)
        {
            if (records[i].Time < records[i - 1].Time)
                _ends.Add(i);
        }

        _ends.Add(records.Length);
        if (_other.Length < records.Length)
            _other = new WaitingRecord[records.Length + (records.Length / 2)];
        var source = records;
        var target = _other.AsSpan(0, records.Length);
        bool inOther = false;
        while (_ends.Count > 1)
        {
            MergePairs(source, target);
            var swap = source;
            source = target;
            target = swap;
            inOther = !inOther;
        }

        if (inOther)
            source.CopyTo(records);
    }

    // Merges the pieces two by two; an odd last one is copied.
    private void MergePairs(ReadOnlySpan<WaitingRecord> source, Span<WaitingRecord> target)
    {
        int start = 0;
        int kept = 0;
        for (int piece = 0; piece < _ends.Count; piece += 2)
        {
            int middle = _ends[piece];
            int end = piece + 1 < _ends.Count ? _ends[piece + 1] : middle;
            Merge(source[start..middle], source[middle..end], target[start..end]);
            _ends[kept++] = end;
            start = end;
        }

        _ends.RemoveRange(kept, _ends.Count - kept);
    }

    private static void Merge(ReadOnlySpan<WaitingRecord> one, ReadOnlySpan<WaitingRecord> other, Span<WaitingRecord> target)
    {
        int i = 0;
        int j = 0;
        for (int n = 0; n < target.Length; n++)
            target[n] = j >= other.Length || (i < one.Length && one[i].Time <= other[j].Time) ? one[i++] : other[j++];
    }
}
