namespace OProf.Capture.Markers;

/// <summary>What became of a hit besides what its probes did with it.</summary>
internal enum HitOutcome
{
    /// <summary>Nothing.</summary>
    Applied,

    /// <summary>It is in the stream.</summary>
    Recorded,

    /// <summary>It was to be in the stream, which was full.</summary>
    StreamFull,
}
