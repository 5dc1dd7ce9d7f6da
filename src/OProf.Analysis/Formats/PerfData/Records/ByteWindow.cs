namespace OProf.Analysis.Formats.PerfData.Records;

/// <summary>A piece of a long row of bytes, in memory; it moves on as its bytes are taken.</summary>
internal abstract class ByteWindow(int size)
{
    private int _at;

    /// <summary>The memory.</summary>
    protected byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(size);

    /// <summary>Index behind the last byte that is there.</summary>
    protected int End { get; set; }

    /// <summary>Number of bytes that are there and were not taken.</summary>
    public int Left => End - _at;

    /// <summary>Looks at the next bytes.</summary>
    /// <param name="count">How many; far fewer than the window's size.</param>
    /// <param name="bytes">They, until the next call that may move the window on.</param>
    /// <returns>False where there are not so many (now).</returns>
    public bool TryPeek(int count, out ReadOnlySpan<byte> bytes)
    {
        if (End - _at < count && !TryFill(count))
        {
            bytes = default;
            return false;
        }

        bytes = Buffer.AsSpan(_at, count);
        return true;
    }

    /// <summary>Takes bytes that were looked at.</summary>
    public void Take(int count) => _at += count;

    /// <summary>Forgets what is there.</summary>
    protected void Clear() => _at = End = 0;

    /// <summary>Adds bytes behind <see cref="End"/>, and says how many; 0 where there are none (now).</summary>
    protected abstract int Fill(Span<byte> room);

    private bool TryFill(int count)
    {
        if (_at > 0)
        {
            Buffer.AsSpan(_at, End - _at).CopyTo(Buffer);
            End -= _at;
            _at = 0;
        }

        while (End < count)
        {
            int added = Fill(Buffer.AsSpan(End));
            if (added == 0)
                return false;
            End += added;
        }

        return true;
    }
}
