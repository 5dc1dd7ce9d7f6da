using OProf.Capture.Sync;

namespace OProf.Analysis.Profiles;

/// <summary>
/// Says which frame of a call chain stands for a sample where source lines are asked for. A script's statement runs in code of
/// .NET and of libraries that has no lines, so it is the innermost of the script's calls there. What has a line itself keeps it.
/// </summary>
internal sealed class ScriptLines(SampleResolver resolver)
{
    // By chain: its innermost frame of a script, plus 1; 0 where it was not looked for yet.
    private readonly NumberedCache<int> _scripts = new();

    // By frame: whether it has a line; 0 where it was not looked up yet.
    private readonly NumberedCache<byte> _hasLine = new();

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
    internal int Of(int stack)
    {
        int script = ScriptOf(stack);
        return script == 0 || HasLine(resolver.Source.Stacks.FrameOf(stack)) ? stack : script;
    }

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

    private bool HasLine(int frame)
    {
        byte known = _hasLine[frame];
        if (known == 0)
            known = _hasLine[frame] = resolver.Frames.LineOf(resolver.Source.Stacks.Frame(frame)) is null ? (byte)1 : (byte)2;
        return known == 2;
    }
}
