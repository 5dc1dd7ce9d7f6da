using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// Says which frame of a call chain stands for a sample where source lines are asked for: of what was taken while a script ran,
/// the innermost of the script's calls, since what its lines run is the code of the engine, the runtime and libraries.
/// </summary>
internal sealed class ScriptLines(SampleResolver resolver)
{
    // By chain: its innermost frame of a script, plus 1; 0 where it was not looked for yet.
    private readonly NumberedCache<int> _scripts = new();

    /// <summary>Whether a source has frames of scripts.</summary>
    internal static bool HasScripts(SampleResolver resolver)
    {
        var images = resolver.Source.Cookies;
        for (int cookie = 1; cookie <= images.Count; cookie++)
        {
            if (images[(ulong)cookie]?.Kind == ImageKind.Script)
                return true;
        }

        return false;
    }

    /// <summary>The chain that begins with the frame.</summary>
    /// <param name="stack">Number of the chain.</param>
    internal int Of(int stack) => ScriptOf(stack) is not 0 and var script ? script : stack;

    private int ScriptOf(int stack)
    {
        // The answer is that of the callers' chain, but for a frame of a script; so the walk ends at the first that is known.
        var stacks = resolver.Source.Stacks;
        int found = 0;
        int end = stack;
        for (; end != 0; end = stacks.ParentOf(end))
        {
            int known = _scripts[end];
            if (known == 0 && resolver.Frames.IsScript(stacks.Frame(stacks.FrameOf(end))))
                known = _scripts[end] = end + 1;
            if (known == 0)
                continue;
            found = known - 1;
            break;
        }

        for (int node = stack; node != end; node = stacks.ParentOf(node))
            _scripts[node] = found + 1;
        return found;
    }
}
