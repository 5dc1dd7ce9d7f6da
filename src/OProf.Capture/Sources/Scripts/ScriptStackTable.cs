using OProf.Capture.Sync;

namespace OProf.Capture.Sources.Scripts;

/// <summary>
/// The stacks of a script that were seen, each by a number: a stack is its innermost frame and the number of its callers'
/// stack. Number 0 is the empty one. One thread adds, another one reads what it is told the number of.
/// </summary>
internal sealed class ScriptStackTable
{
    private readonly int _maxStacks;
    private readonly Dictionary<ScriptFrame, int> _ofFrames = [];
    private readonly Dictionary<(int Parent, int Frame), int> _ofStacks = [];
    private readonly AppendOnlyList<ScriptFrame> _frames = new();
    private readonly AppendOnlyList<StackNode> _stacks = new();

    /// <summary>Makes a table that holds the empty stack.</summary>
    /// <param name="maxStacks">Stacks that it takes: some 100 bytes each.</param>
    public ScriptStackTable(int maxStacks = 1 << 17)
    {
        _maxStacks = maxStacks;
        _frames.Add(default);
        _stacks.Add(default);
    }

    /// <summary>Number of stacks, the empty one included.</summary>
    public int Count => _stacks.Count;

    /// <summary>Number of a stack; adds what is new of it. For the one writer only.</summary>
    /// <param name="innermostFirst">Its frames.</param>
    /// <param name="number">The number: where the table is full, that of as many outer frames as it has.</param>
    /// <returns>Whether the table has all of it.</returns>
    public bool TryIntern(ReadOnlySpan<ScriptFrame> innermostFirst, out int number)
    {
        number = 0;
        for (int i = innermostFirst.Length - 1; i >= 0; i--)
        {
            bool known = _ofFrames.TryGetValue(innermostFirst[i], out int frame);
            if (known && _ofStacks.TryGetValue((number, frame), out int stack))
            {
                number = stack;
                continue;
            }

            if (_stacks.Count >= _maxStacks)
                return false;
            if (!known)
                _ofFrames.Add(innermostFirst[i], frame = _frames.Add(innermostFirst[i]));
            stack = _stacks.Add(new StackNode(number, frame));
            _ofStacks.Add((number, frame), stack);
            number = stack;
        }

        return true;
    }

    /// <summary>Number of a stack's innermost frame, 0 for the empty stack.</summary>
    public int FrameOf(int stack) => _stacks[stack].Frame;

    /// <summary>Number of the stack of its callers, lower than its own.</summary>
    public int ParentOf(int stack) => _stacks[stack].Parent;

    /// <summary>A frame by its number.</summary>
    public ScriptFrame Frame(int number) => _frames[number];
}
