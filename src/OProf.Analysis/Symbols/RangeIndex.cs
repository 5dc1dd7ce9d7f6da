namespace OProf.Analysis.Symbols;

/// <summary>
/// Which of many ranges, that may overlap, an address belongs to. Immutable; any thread may read.
/// </summary>
/// <remarks>
/// The ranges are cut into pieces that do not overlap when the index is made, so that a look-up is one binary search
/// whatever a file's symbols do (nested ones included):
/// <code>
/// rank 0   [------------------)
/// rank 1        [-----)
/// pieces   [ 0 )[  1  )[  0   ) -
/// </code>
/// </remarks>
internal sealed class RangeIndex
{
    private const int Nothing = -1;

    private readonly ulong[] _starts;
    private readonly int[] _owners;

    private RangeIndex(ulong[] starts, int[] owners)
    {
        _starts = starts;
        _owners = owners;
    }

    /// <summary>Bytes held.</summary>
    internal long Bytes => _starts.Length * (sizeof(ulong) + sizeof(int));

    /// <summary>Makes an index.</summary>
    /// <param name="order">The ranges' numbers, in ascending order of their starts.</param>
    /// <param name="starts">First address of each range, by number.</param>
    /// <param name="ends">First address after each range, by number.</param>
    /// <remarks>Where ranges overlap, the one with the higher number has the address.</remarks>
    internal static RangeIndex Build(ReadOnlySpan<int> order, ReadOnlySpan<ulong> starts, ReadOnlySpan<ulong> ends)
    {
        if (IsApart(order, starts, ends))
            return BuildApart(order, starts, ends);
        var builder = new Builder(order.Length * 2);
        foreach (int range in order)
        {
            if (ends[range] <= starts[range])
                continue;
            builder.AdvanceTo(starts[range], ends);
            builder.Active.Enqueue(range, -range);
        }

        builder.AdvanceTo(ulong.MaxValue, ends);
        return new RangeIndex(
            builder.Starts.AsSpan(0, builder.Count).ToArray(), builder.Owners.AsSpan(0, builder.Count).ToArray());
    }

    /// <summary>Number of the range that has the address, or -1.</summary>
    internal int Find(ulong address)
    {
        int at = Array.BinarySearch(_starts, address);
        if (at < 0)
            at = ~at - 1;
        return at < 0 ? Nothing : _owners[at];
    }

    // Whether no two of the ranges have an address in common, as is so for nearly all files and for the kernel.
    private static bool IsApart(ReadOnlySpan<int> order, ReadOnlySpan<ulong> starts, ReadOnlySpan<ulong> ends)
    {
        ulong end = 0;
        foreach (int range in order)
        {
            if (starts[range] < end || ends[range] < starts[range])
                return false;
            end = ends[range];
        }

        return true;
    }

    private static RangeIndex BuildApart(ReadOnlySpan<int> order, ReadOnlySpan<ulong> starts, ReadOnlySpan<ulong> ends)
    {
        ulong[] pieces = new ulong[order.Length * 2];
        int[] owners = new int[pieces.Length];
        int count = 0;
        foreach (int range in order)
        {
            if (ends[range] == starts[range])
                continue;

            // What lies between two ranges is nobody's.
            if (count > 0 && pieces[count - 1] == starts[range])
                count--;
            (pieces[count], owners[count]) = (starts[range], range);
            (pieces[count + 1], owners[count + 1]) = (ends[range], Nothing);
            count += 2;
        }

        Array.Resize(ref pieces, count);
        Array.Resize(ref owners, count);
        return new RangeIndex(pieces, owners);
    }

    private sealed class Builder(int capacity)
    {
        internal ulong[] Starts = new ulong[capacity + 1];
        internal int[] Owners = new int[capacity + 1];
        internal int Count;

        /// <summary>Ranges that began at or before the position; the highest number on top, ended ones not yet removed.</summary>
        internal readonly PriorityQueue<int, int> Active = new();

        private ulong _position;

        internal void AdvanceTo(ulong limit, ReadOnlySpan<ulong> ends)
        {
            while (_position < limit && Active.TryPeek(out int top, out _))
            {
                if (ends[top] > _position)
                {
                    Emit(top);
                    if (ends[top] > limit)
                        break;
                    _position = ends[top];
                }

                Active.Dequeue();
            }

            if (_position < limit && Active.Count == 0)
                Emit(Nothing);
            _position = limit;
        }

        private void Emit(int owner)
        {
            if (Count > 0 && Owners[Count - 1] == owner)
                return;
            if (Count == Starts.Length)
            {
                Array.Resize(ref Starts, Count * 2);
                Array.Resize(ref Owners, Count * 2);
            }

            Starts[Count] = _position;
            Owners[Count++] = owner;
        }
    }
}
