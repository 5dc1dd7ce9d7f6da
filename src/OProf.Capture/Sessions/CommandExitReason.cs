namespace OProf.Capture.Sessions;

/// <summary>How a launched command ended.</summary>
public enum CommandExitReason
{
    /// <summary>It has not ended.</summary>
    Running,

    /// <summary>It returned an exit code.</summary>
    Exited,

    /// <summary>A signal ended it.</summary>
    Signaled,

    /// <summary>A signal ended it, and it left a core dump.</summary>
    CoreDumped,
}
