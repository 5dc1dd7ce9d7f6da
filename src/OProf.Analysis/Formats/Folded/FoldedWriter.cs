using System.Text;

namespace OProf.Analysis.Formats.Folded;

/// <summary>Writes a <see cref="FoldedTree"/>: a line for each different chain, in the order of their texts, command by command.</summary>
internal sealed class FoldedWriter(FoldedTree tree)
{
    // A megabyte or so, and a millisecond.
    private const int LinesAtOnce = 1 << 10;
    private const int MostThreads = 4;

    private readonly FoldedOrder _order = new(tree);

    /// <summary>Writes all lines; several threads make their text, a piece each.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="cancellation">Ends it early.</param>
    public void Write(Stream stream, CancellationToken cancellation)
    {
        var (keys, weights, count, commands) = Rows();
        byte[][] names = [.. tree.Names.Select(Encoding.UTF8.GetBytes)];
        int threads = Math.Clamp(count / LinesAtOnce, 1, Math.Min(Environment.ProcessorCount, MostThreads));
        var pieces = new FoldedLines[threads];
        var others = new Task[threads - 1];
        for (int thread = 0; thread < threads; thread++)
            pieces[thread] = new FoldedLines(_order, names, commands);
        for (int row = 0; row < count; row += threads * LinesAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            int first = row;
            for (int thread = 1; thread < threads; thread++)
            {
                int other = thread;
                others[thread - 1] = Task.Run(() => Fill(other, first), CancellationToken.None);
            }

            Fill(0, first);
            Task.WaitAll(others, CancellationToken.None);
            foreach (var piece in pieces)
                stream.Write(piece.Bytes);
        }

        stream.Flush();

        void Fill(int thread, int row)
        {
            int start = Math.Min(count, row + (thread * LinesAtOnce));
            int length = Math.Min(LinesAtOnce, count - start);
            pieces[thread].Fill(keys.AsSpan(start, length), weights.AsSpan(start, length));
        }
    }

    // What is to be written, in its order: place of the command above number of the chain, and weight; and the commands by their places.
    private (ulong[] Keys, long[] Weights, int Count, byte[][] Commands) Rows()
    {
        int[] places = FoldedOrder.RanksOf(tree.Commands);
        var commands = new byte[places.Length][];
        for (int command = 0; command < places.Length; command++)
            commands[places[command]] = Encoding.UTF8.GetBytes(tree.Commands[command]);
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
        return (keys, weights, Join(keys, weights), commands);
    }

    // Nodes with the same names are one chain.
    private static int Join(ulong[] keys, long[] weights)
    {
        int count = 0;
        for (int row = 0; row < keys.Length; row++)
        {
            if (count > 0 && keys[count - 1] == keys[row])
                weights[count - 1] += weights[row];
            else
                (keys[count], weights[count++]) = (keys[row], weights[row]);
        }

        return count;
    }
}
