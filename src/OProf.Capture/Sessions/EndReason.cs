namespace OProf.Capture.Sessions;

/// <summary>Why a session ended.</summary>
public enum EndReason
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>It was stopped.</summary>
    Stopped,

    /// <summary>Its duration was over.</summary>
    Duration,

    /// <summary>It had the number of samples it was asked for.</summary>
    SampleLimit,

    /// <summary>What it keeps had reached the memory it may use.</summary>
    MemoryLimit,

    /// <summary>The command it was started with has ended.</summary>
    CommandExited,

    /// <summary>All processes it was attached to have ended.</summary>
    TargetExited,

    /// <summary>The pipeline that read from it has ended.</summary>
    PipelineEnded,

    /// <summary>An error ended it.</summary>
    Failed,

    /// <summary>The process that captured was ended before it could finish; read from what it left.</summary>
    Interrupted,

    /// <summary>A trigger stopped it.</summary>
    Trigger,
}
