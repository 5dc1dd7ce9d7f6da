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

    private readonly byte[][] _names = [.. tree.Names.Select(Encoding.UTF8.GetBytes)];
    private byte[] _line = new byte[BufferSize];

    // The nodes of the line in the buffer, the outermost first, and where each ends in it.
    private int[] _path = new int[128];
    private int[] _ends = new int[128];
    private int[] _next = new int[128];
    private int _depth;

    /// <summary>Writes all lines.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="cancellation">Ends it early.</param>
    public void Write(Stream stream, CancellationToken cancellation)
    {
        int[] ranks = Ranks();
        var rows = tree.Weights.ToArray();
        Array.Sort(rows, (a, b) =>
        {
            int byCommand = string.CompareOrdinal(tree.Commands[a.Command], tree.Commands[b.Command]);
            return byCommand != 0 ? byCommand : ranks[a.Node].CompareTo(ranks[b.Node]);
        });

        // Not disposed of: that would close what it writes to.
        var output = new BufferedStream(stream, BufferSize);
        int command = -1;
        int start = 0;
        int lines = 0;
        foreach (var (of, node, weight) in rows)
        {
            if (++lines % LinesPerCheck == 0)
                cancellation.ThrowIfCancellationRequested();
            if (of != command)
            {
                command = of;
                byte[] name = Encoding.UTF8.GetBytes(tree.Commands[of]);
                Reserve(name.Length);
                name.CopyTo(_line, 0);
                start = name.Length;
                _depth = 0;
            }

            int length = Path(node, start);
            Reserve(length + MaxNumber + 2);
            _line[length] = (byte)' ';
            Utf8Formatter.TryFormat(weight, _line.AsSpan(length + 1), out int digits);
            _line[length + 1 + digits] = (byte)'\n';
            output.Write(_line, 0, length + digits + 2);
        }

        output.Flush();
    }

    // Puts a chain into the buffer, behind what it has in common with the one that is there.
    private int Path(int node, int start)
    {
        int depth = 0;
        for (int at = node; at != 0; at = tree.ParentOf(at))
        {
            if (depth == _next.Length)
                Array.Resize(ref _next, depth * 2);
            _next[depth++] = at;
        }

        if (depth > _path.Length)
        {
            Array.Resize(ref _path, _next.Length);
            Array.Resize(ref _ends, _next.Length);
        }

        int same = 0;
        while (same < depth && same < _depth && _path[same] == _next[depth - 1 - same])
            same++;
        int length = same == 0 ? start : _ends[same - 1];
        for (int i = same; i < depth; i++)
        {
            int at = _next[depth - 1 - i];
            byte[] name = _names[tree.NameOf(at)];
            Reserve(length + 1 + name.Length);
            _line[length++] = (byte)';';
            name.CopyTo(_line, length);
            length += name.Length;
            _path[i] = at;
            _ends[i] = length;
        }

        _depth = depth;
        return length;
    }

    private void Reserve(int length)
    {
        if (length > _line.Length)
            Array.Resize(ref _line, Math.Max(length, _line.Length * 2));
    }

    // The place of each node in a walk through the tree that takes children by their names.
    private int[] Ranks()
    {
        int[] ofNames = RanksOfNames();
        int count = tree.Count;

        // The children of a node lie side by side: first[node] .. first[node + 1].
        var first = new int[count + 1];
        for (int node = 1; node < count; node++)
            first[tree.ParentOf(node) + 1]++;
        for (int node = 0; node < count; node++)
            first[node + 1] += first[node];
        var children = new int[count - 1];
        var keys = new int[count - 1];
        var filled = new int[count];
        for (int node = 1; node < count; node++)
        {
            int parent = tree.ParentOf(node);
            int at = first[parent] + filled[parent]++;
            children[at] = node;
            keys[at] = ofNames[tree.NameOf(node)];
        }

        for (int node = 0; node < count; node++)
        {
            if (first[node + 1] - first[node] > 1)
                Array.Sort(keys, children, first[node], first[node + 1] - first[node]);
        }

        var ranks = new int[count];
        var pending = new Stack<int>();
        pending.Push(0);
        for (int rank = 0; pending.TryPop(out int node); rank++)
        {
            ranks[node] = rank;
            for (int at = first[node + 1] - 1; at >= first[node]; at--)
                pending.Push(children[at]);
        }

        return ranks;
    }

    private int[] RanksOfNames()
    {
        var order = Enumerable.Range(0, tree.Names.Count).ToArray();
        Array.Sort(order, (a, b) => string.CompareOrdinal(tree.Names[a], tree.Names[b]));
        var ranks = new int[order.Length];
        for (int rank = 0; rank < order.Length; rank++)
            ranks[order[rank]] = rank;
        return ranks;
    }
}
