using System.Text;
using OProf.Capture.Sync;

namespace OProf.Capture.Sources.Scripts;

/// <summary>
/// Puts the script's calls in front of the call chains of the thread that runs it, as their outermost frames. For the sync
/// thread, which gets looks and samples in the order of their time:
/// <code>
///   look A ····· sample ····· look A ····· sample ····· look B
///                └─ A, surely                └─ A, or B by then: counted as uncertain
/// </code>
/// </summary>
/// <param name="tables">The session's tables.</param>
/// <param name="stacks">The stacks that looks refer to.</param>
/// <param name="threadId">The thread.</param>
internal sealed class ScriptFrames(SessionTables tables, ScriptStackTable stacks, int threadId)
{
    /// <summary>What stands for the file of a script that has none.</summary>
    internal const string NoFile = "[script]";

    // What a table of joined chains may take; it fills again from the table of chains.
    private const int MaxJoined = 1 << 16;

    private readonly Dictionary<(int Script, int Stack), int> _joined = [];
    private readonly List<FrameKey> _frames = [];
    private FrameKey[] _chain = new FrameKey[256];
    private int _script;
    private long _sinceLook;

    /// <summary>The thread.</summary>
    public int ThreadId => threadId;

    /// <summary>Samples that got frames of the script.</summary>
    public long Samples { get; private set; }

    /// <summary>Those of them between two looks that saw different stacks or lines; they have what the look before saw.</summary>
    public long Uncertain { get; private set; }

    /// <summary>Takes what a look saw.</summary>
    /// <param name="stack">Number of the stack.</param>
    public void Look(int stack)
    {
        if ((uint)stack >= (uint)stacks.Count)
            return;
        if (stack != _script)
            Uncertain += _sinceLook;
        _sinceLook = 0;
        _script = stack;
    }

    /// <summary>Puts the script's calls in front of a sample's chain; of one without a chain, in front of its place.</summary>
    public void Join(ref StreamSample sample)
    {
        if (_script == 0)
            return;
        Samples++;
        _sinceLook++;
        if (sample.Stack == 0)
        {
            _chain[0] = StackTable.KeyOf(sample.Cookie, sample.Offset, sample.Mode, isReturnAddress: false);
            sample.Stack = Intern(1);
            sample.IsInnermostFrame = true;
            return;
        }

        if (!_joined.TryGetValue((_script, sample.Stack), out int joined))
        {
            if (_joined.Count >= MaxJoined)
                _joined.Clear();
            _joined[(_script, sample.Stack)] = joined = Intern(Take(sample.Stack));
        }

        sample.Stack = joined;
    }

    /// <summary>Forgets the numbers of call chains: the table has begun a new generation.</summary>
    public void ForgetChains() => _joined.Clear();

    // The frames of a chain, the innermost first; returns their number.
    private int Take(int stack)
    {
        int count = 0;
        for (; stack != 0; stack = tables.Stacks.ParentOf(stack))
            Put(count++, tables.Stacks.FrameKey(tables.Stacks.FrameOf(stack)));
        return count;
    }

    // Adds the script's frames behind those that were taken.
    private int Intern(int count)
    {
        for (int script = _script; script != 0; script = stacks.ParentOf(script))
            Put(count++, KeyOf(stacks.FrameOf(script)));
        var chain = _chain.AsSpan(0, count);
        chain.Reverse();
        return tables.Stacks.InternChain(chain);
    }

    private void Put(int index, in FrameKey frame)
    {
        if (index == _chain.Length)
            Array.Resize(ref _chain, _chain.Length * 2);
        _chain[index] = frame;
    }

    private FrameKey KeyOf(int number)
    {
        while (_frames.Count <= number)
        {
            var frame = stacks.Frame(_frames.Count);
            ulong cookie = tables.Cookies.Intern(ImageKind.Script, Encoding.UTF8.GetBytes(frame.File ?? NoFile), [], 0, 0, 0, Environment.ProcessId);
            int function = tables.Strings.Intern(Encoding.UTF8.GetBytes(frame.Function ?? ""));
            _frames.Add(StackTable.KeyOf(cookie, ScriptPlace.Of(function, frame.Line), ProcessorMode.User, isReturnAddress: false));
        }

        return _frames[number];
    }
}
