namespace OProf.Analysis.Profiles.Comparison;

/// <summary>What a test of one key gave.</summary>
internal struct ShareTestResult
{
    internal int Key;
    internal double BaselineShare;
    internal double Share;
    internal long BaselineSamples;
    internal long Samples;
    internal double PValue;
    internal double AdjustedPValue;
    internal bool IsSignificant;
}
