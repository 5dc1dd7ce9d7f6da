using System.Buffers.Text;

namespace OProf.Analysis.Formats.Folded;

/// <summary>
/// A piece of folded stacks as text. Lines come in the order of their chains, so that each is the one before it up to where they
/// part: what they share is copied at once, and only the rest is looked up.
/// </summary>
/// <param name="order">The chains.</param>
/// <param name="names">Names of the frames, as UTF-8.</param>
/// <param name="commands">Names of the commands, as UTF-8, in their order.</param>
internal sealed class FoldedLines(FoldedOrder order, byte[][] names, byte[][] commands)
{
    private const int MaxNumber = 20;

    private byte[] _bytes = new byte[1 << 20];
    private int _used;

    // Of the last line: where it begins, its chains, the outermost first, and where each ends in it.
    private int _line;
    private int[] _path = new int[128];
    private int[] _ends = new int[128];
    private int[] _next = new int[128];
    private int _depth;

    /// <summary>The lines.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _used);

    /// <summary>Begins anew.</summary>
    /// <param name="keys">For each line the place of its command, above the number of its chain; each is higher than the one before.</param>
    /// <param name="weights">What stands at the end of each.</param>
    public void Fill(ReadOnlySpan<ulong> keys, ReadOnlySpan<long> weights)
    {
        _used = _depth = 0;
        int command = -1;
        for (int row = 0; row < keys.Length; row++)
        {
            int of = (int)(keys[row] >> 32);
            if (of != command)
                _depth = 0;
            command = of;
            Add(commands[of], (int)keys[row]);
            Reserve(MaxNumber + 2);
            _bytes[_used++] = (byte)' ';
            Utf8Formatter.TryFormat(weights[row], _bytes.AsSpan(_used), out int digits);
            _used += digits;
            _bytes[_used++] = (byte)'\n';
        }
    }

    // The last line's chain has a lower number. So the first caller of this one that has no higher one than that is a caller of both, or
    // that chain itself.
    private void Add(byte[] command, int chain)
    {
        int last = _depth == 0 ? 0 : _path[_depth - 1];
        int count = 0;
        int at = chain;
        for (; at > last; at = order.CallerOf(at))
        {
            if (count == _next.Length)
                Array.Resize(ref _next, count * 2);
            _next[count++] = at;
        }

        while (_depth > 0 && _path[_depth - 1] != at)
            _depth--;
        Begin(command);
        if (_depth + count > _path.Length)
        {
            Array.Resize(ref _path, Math.Max(_depth + count, _path.Length * 2));
            Array.Resize(ref _ends, _path.Length);
        }

        while (count > 0)
        {
            at = _next[--count];
            byte[] name = names[order.NameOf(at)];
            Reserve(name.Length + 1);
            _bytes[_used++] = (byte)';';
            name.CopyTo(_bytes, _used);
            _used += name.Length;
            _path[_depth] = at;
            _ends[_depth++] = _used - _line;
        }
    }

    // With what the line has in common with the last one.
    private void Begin(byte[] command)
    {
        int same = _depth == 0 ? 0 : _ends[_depth - 1];
        Reserve(Math.Max(same, command.Length));
        if (same > 0)
            _bytes.AsSpan(_line, same).CopyTo(_bytes.AsSpan(_used));
        else
            command.CopyTo(_bytes, _used);
        _line = _used;
        _used += same > 0 ? same : command.Length;
    }

    private void Reserve(int length)
    {
        if (length > _bytes.Length - _used)
            Array.Resize(ref _bytes, Math.Max(_used + length, _bytes.Length * 2));
    }
}
