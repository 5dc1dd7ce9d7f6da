namespace OProf.Capture.Sync;

/// <summary>
/// Call chains, each said once: a chain is its innermost frame and the number of its callers' chain, so that chains share
/// what they have in common. Chain 0 is the empty one. One thread adds, any thread reads.
/// </summary>
public sealed class StackTable
{
    private readonly InternTable<FrameKey> _frames = new();
    private readonly InternTable<StackNode> _nodes = new();

    /// <summary>Makes a table that holds the empty chain.</summary>
    public StackTable()
    {
        _frames.Intern(default);
        _nodes.Intern(default);
    }

    /// <summary>Number of chains, the empty one included.</summary>
    public int Count => _nodes.Count;

    /// <summary>Number of different frames, the placeholder 0 included.</summary>
    public int FrameCount => _frames.Count;

    /// <summary>Bytes held.</summary>
    public long Bytes => _frames.Bytes + _nodes.Bytes;

    /// <summary>The frame of a number that <see cref="FrameOf"/> gave.</summary>
    public StackFrame Frame(int frame)
    {
        var key = _frames[frame];
        return new StackFrame(key.Cookie, key.Offset, (ProcessorMode)(key.Bits & 0xFF), (key.Bits & 0x100) != 0);
    }

    /// <summary>Number of the innermost frame of a chain; 0 for the empty chain.</summary>
    public int FrameOf(int stack) => _nodes[stack].Frame;

    /// <summary>Number of the chain of a chain's callers; always lower than <paramref name="stack"/>, but for 0.</summary>
    public int ParentOf(int stack) => _nodes[stack].Parent;

    /// <summary>Number of a frame; adds it where it is new. For the one writer only.</summary>
    internal int InternFrame(ulong cookie, ulong offset, ProcessorMode mode, bool isReturnAddress) =>
        _frames.Intern(new FrameKey(cookie, offset, (uint)mode | (isReturnAddress ? 0x100u : 0)));

    /// <summary>Number of the chain with a frame on top of another chain; adds it where it is new.</summary>
    internal int InternStack(int parent, int frame) => _nodes.Intern(new StackNode(parent, frame));
}
