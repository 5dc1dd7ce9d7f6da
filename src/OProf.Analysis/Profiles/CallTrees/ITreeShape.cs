namespace OProf.Analysis.Profiles.CallTrees;

/// <summary>Turns the chains of one group into nodes.</summary>
internal interface ITreeShape
{
    /// <summary>Makes the nodes of a group; those too small to be shown may be left out.</summary>
    TreeNodes Build(Dictionary<int, SampleCount> stacks, in SampleCount least, CancellationToken cancellation);
}
