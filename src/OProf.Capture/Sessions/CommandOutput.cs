namespace OProf.Capture.Sessions;

/// <summary>Where the output of a launched command goes.</summary>
public enum CommandOutput
{
    /// <summary>To where this process's own output goes.</summary>
    PassThrough,

    /// <summary>Kept, and given back with the command's result; at most 16 MiB of each stream.</summary>
    Capture,

    /// <summary>Nowhere.</summary>
    Discard,
}
