namespace OProf.Analysis.Profiles.Live;

/// <summary>What a live top has a row for.</summary>
public enum LiveKey
{
    /// <summary>The function and its image.</summary>
    Symbol,

    /// <summary>The process and the program it runs, under the name of its main thread.</summary>
    Process,

    /// <summary>The thread, under its name.</summary>
    Thread,

    /// <summary>The file, or one of perf's names in brackets.</summary>
    Image,

    /// <summary>The marker whose hits are recorded.</summary>
    Marker,
}
