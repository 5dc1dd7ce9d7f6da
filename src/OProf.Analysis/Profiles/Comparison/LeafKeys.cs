using OProf.Analysis.Profiles.Columns;

namespace OProf.Analysis.Profiles.Comparison;

/// <summary>A sample counts for the function it was taken in.</summary>
internal sealed class LeafKeys(Profile profile, int[] functions) : IStackKeys
{
    public ReadOnlySpan<int> Of(int stack) =>
        new(in functions[profile.Frames[profile.Stacks.FrameOf(stack)].Function]);
}
