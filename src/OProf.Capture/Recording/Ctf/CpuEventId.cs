namespace OProf.Capture.Recording.Ctf;

/// <summary>Ids of the events in the streams of CPUs, as <see cref="CtfMetadata"/> declares them.</summary>
public enum CpuEventId : byte
{
    /// <summary>A sample whose task and place are those of its task row and of its chain's innermost frame.</summary>
    Sample,

    /// <summary>A sample that says everything itself.</summary>
    SampleInFull,

    /// <summary>Records that were lost.</summary>
    Lost,

    /// <summary>Data that belongs to a place in a program.</summary>
    Data,

    /// <summary>Kernel text has changed.</summary>
    ModuleLoaded,
}
