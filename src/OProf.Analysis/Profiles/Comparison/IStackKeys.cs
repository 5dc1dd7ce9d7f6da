namespace OProf.Analysis.Profiles.Comparison;

/// <summary>Says for the call chains of one profile which keys a sample counts for. The keys are the same for all profiles.</summary>
internal interface IStackKeys
{
    /// <summary>The keys of a chain, each once; good until the next call.</summary>
    ReadOnlySpan<int> Of(int stack);
}
