namespace OProf.Analysis.Profiles.Comparison;

/// <summary>A sample counts for its call chain.</summary>
internal sealed class WholeStackKeys(int[] stacks) : IStackKeys
{
    public ReadOnlySpan<int> Of(int stack) => new(in stacks[stack]);
}
