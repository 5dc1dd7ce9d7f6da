namespace OProf.Capture.Sessions;

/// <summary>Where a session is in its life.</summary>
public enum SessionState
{
    /// <summary>Made; nothing is captured yet.</summary>
    Created,

    /// <summary>Capturing.</summary>
    Running,

    /// <summary>Paused: no samples are taken, processes and mappings are still followed.</summary>
    Suspended,

    /// <summary>Ended; what was captured can be read.</summary>
    Stopped,

    /// <summary>Ended by an error; what was captured up to then can be read.</summary>
    Failed,
}
