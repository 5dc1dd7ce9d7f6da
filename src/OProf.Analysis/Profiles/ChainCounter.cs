namespace OProf.Analysis.Profiles;

/// <summary>
/// Counts, for the chains of one group of samples, each label's own samples and those with what was called from it.
/// </summary>
internal sealed class ChainCounter
{
    private readonly FrameLabels _labels;
    private readonly WaitingFrames? _waiting;
    private readonly ScriptLines? _scripts;
    private readonly int[] _parents;
    private readonly int[] _frames;
    private Cell[] _cells = new Cell[256];
    private int _chain;

    internal ChainCounter(SampleResolver resolver, FrameLabels labels, WaitingFrames? waiting = null, ScriptLines? scripts = null)
    {
        _labels = labels;
        _waiting = waiting;
        _scripts = scripts;

        // The walk reads these hundreds of millions of times in a long capture; as plain arrays they cost a third.
        var stacks = resolver.Source.Stacks;
        _parents = new int[stacks.Count];
        _frames = new int[_parents.Length];
        for (int stack = 0; stack < _parents.Length; stack++)
        {
            _parents[stack] = stacks.ParentOf(stack);
            _frames[stack] = stacks.FrameOf(stack);
        }
    }

    /// <summary>Counts the chains of a group, and says each label that is among them.</summary>
    internal void Count(Dictionary<long, SampleCount> chains, Action<FrameLabel, SampleCount, SampleCount> say)
    {
        foreach (var (key, count) in chains)
        {
            _chain++;
            int processId = (int)(key >> 32);
            int stack = (int)key;
            if (stack <= 0)
            {
                Count(_labels.Of(stack, processId), count, isSelf: true);
                continue;
            }

            int self = _waiting?.Of(stack, processId) ?? stack;
            self = _scripts?.Of(self) ?? self;
            Count(_labels.Of(_frames[self], processId), count, isSelf: true);
            for (stack = self == stack ? _parents[stack] : stack; stack != 0; stack = _parents[stack])
                Count(_labels.Of(_frames[stack], processId), count, isSelf: false);
        }

        for (int label = 0; label < _labels.Count && label < _cells.Length; label++)
        {
            ref var cell = ref _cells[label];
            if (cell.LastChain == 0)
                continue;
            say(_labels[label], cell.Self, cell.Total);
            cell = default;
        }

        _chain = 0;
    }

    private void Count(int label, in SampleCount count, bool isSelf)
    {
        if (label >= _cells.Length)
            Array.Resize(ref _cells, Math.Max(label + 1, _cells.Length * 2));
        ref var cell = ref _cells[label];
        if (cell.LastChain == _chain)
            return;
        cell.LastChain = _chain;
        cell.Total.Add(count);
        if (isSelf)
            cell.Self.Add(count);
    }

    private struct Cell
    {
        // Number of the chain that was counted last, 1 and up within a group: recursion counts once.
        internal int LastChain;
        internal SampleCount Self;
        internal SampleCount Total;
    }
}
