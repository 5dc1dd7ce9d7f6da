using System.Buffers.Text;
using System.Text;

namespace OProf.Analysis.Formats.Folded;

/// <summary>Writes a <see cref="FoldedTree"/>: a line for each different chain, in the order of their texts, command by command.</summary>
/// <remarks>
/// The lines come in the order of the tree, so that each line is the one before up to where they part: only the rest is
/// written into the line's buffer.
/// </remarks>
internal sealed class FoldedWriter(FoldedTree tree)
{
    private const int BufferSize = 1 << 16;
    private const int LinesPerCheck = 1 << 14;
    private const int MaxNumber = 20;

    private readonly FoldedOrder _order = new(tree);
    private readonly byte[][] _names = [.. tree.Names.Select(Encoding.UTF8.GetBytes)];
    private byte[] _line = new byte[BufferSize];

    // The chains of the line in the buffer, the outermost first, and where each ends in it.
    private int[] _path = new int[128];
    private int[] _ends = new int[128];
    private int[] _next = new int[128];
    private int _depth;

    /// <summary>Writes all lines.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="cancellation">Ends it early.</param>
    public void Write(Stream stream, CancellationToken cancellation)
    {
        var (keys, weights, commands) = Rows();

        // Not disposed of: that would close what it writes to.
        var output = new BufferedStream(stream, BufferSize);
        int command = -1;
        int start = 0;
        for (int row = 0, lines = 0; row < keys.Length;)
        {
            if (++lines % LinesPerCheck == 0)
                cancellation.ThrowIfCancellationRequested();
            ulong key = keys[row];
            long weight = 0;
            for (; row < keys.Length && keys[row] == key; row++)
                weight += weights[row];
            if ((int)(key >> 32) != command)
            {
                command = (int)(key >> 32);
                byte[] name = Encoding.UTF8.GetBytes(tree.Commands[commands[command]]);
                Reserve(name.Length);
                name.CopyTo(_line, 0);
                start = name.Length;
                _depth = 0;
            }

            int length = Path((int)key, start);
            Reserve(length + MaxNumber + 2);
            _line[length] = (byte)' ';
            Utf8Formatter.TryFormat(weight, _line.AsSpan(length + 1), out int digits);
            _line[length + 1 + digits] = (byte)'\n';
            output.Write(_line, 0, length + digits + 2);
        }

        output.Flush();
    }

    // What is to be written, in its order: place of the command above number of the chain, and weight; and the commands by their places.
    private (ulong[] Keys, long[] Weights, int[] Commands) Rows()
    {
        int[] places = FoldedOrder.RanksOf(tree.Commands);
        var commands = new int[places.Length];
        for (int command = 0; command < places.Length; command++)
            commands[places[command]] = command;
        var keys = new ulong[tree.Weights.Count];
        var weights = new long[keys.Length];
        int row = 0;
        foreach (var (key, weight) in tree.Weights)
        {
            var (command, node) = FoldedTree.Unpack(key);
            keys[row] = ((ulong)places[command] << 32) | (uint)_order.ChainOf(node);
            weights[row++] = weight;
        }

        Array.Sort(keys, weights);
        return (keys, weights, commands);
    }

    // Puts a chain into the buffer, behind what it has in common with the one that is there, which has a lower number: its first caller
    // that has no higher one than that is a caller of both, or the one that is there itself.
    private int Path(int chain, int start)
    {
        int last = _depth == 0 ? 0 : _path[_depth - 1];
        int count = 0;
        int at = chain;
        for (; at > last; at = _order.CallerOf(at))
        {
            if (count == _next.Length)
                Array.Resize(ref _next, count * 2);
            _next[count++] = at;
        }

        while (_depth > 0 && _path[_depth - 1] != at)
            _depth--;
        int length = _depth == 0 ? start : _ends[_depth - 1];
        if (_depth + count > _path.Length)
        {
            Array.Resize(ref _path, Math.Max(_depth + count, _path.Length * 2));
            Array.Resize(ref _ends, _path.Length);
        }

        while (count > 0)
        {
            at = _next[--count];
            byte[] name = _names[_order.NameOf(at)];
            Reserve(length + 1 + name.Length);
            _line[length++] = (byte)';';
            name.CopyTo(_line, length);
            length += name.Length;
            _path[_depth] = at;
            _ends[_depth++] = length;
        }

        return length;
    }

    private void Reserve(int length)
    {
        if (length > _line.Length)
            Array.Resize(ref _line, Math.Max(length, _line.Length * 2));
    }
}
