using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// Says which call chains have a frame in memory without a file: such a frame's name depends on the process, so the
/// chain's does too.
/// </summary>
internal sealed class AnonymousChains(StackTable stacks)
{
    private const byte No = 1;
    private const byte Yes = 2;
    private readonly NumberedCache<byte> _known = new();

    internal static bool IsAnonymous(in StackFrame frame) => frame.Cookie == Cookie.NoCookie && frame.Mode == ProcessorMode.User;

    internal bool Contains(int stack)
    {
        byte answer = _known[stack];
        return (answer == 0 ? Find(stack) : answer) == Yes;
    }

    // A chain has such a frame where its innermost frame is one or its callers' chain has one. So the walk ends at the
    // first node that is known, and all nodes up to there get the same answer.
    private byte Find(int stack)
    {
        byte answer = No;
        int end = stack;
        for (; end != 0; end = stacks.ParentOf(end))
        {
            byte known = _known[end];
            if (known == 0 && IsAnonymous(stacks.Frame(stacks.FrameOf(end))))
                known = _known[end] = Yes;
            if (known == 0)
                continue;
            answer = known;
            break;
        }

        for (int node = stack; node != end; node = stacks.ParentOf(node))
            _known[node] = answer;
        return answer;
    }
}
