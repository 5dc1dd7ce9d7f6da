using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Profiles.Comparison;

/// <summary>A sample counts for each function of its call chain, once.</summary>
internal sealed class ChainKeys(Profile profile, int[] functions) : IStackKeys
{
    private readonly HashSet<int> _seen = [];
    private readonly List<int> _keys = [];

    public ReadOnlySpan<int> Of(int stack)
    {
        _seen.Clear();
        _keys.Clear();
        for (; stack != 0; stack = profile.Stacks.ParentOf(stack))
        {
            int key = functions[profile.Frames[profile.Stacks.FrameOf(stack)].Function];
            if (_seen.Add(key))
                _keys.Add(key);
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_keys);
    }
}
