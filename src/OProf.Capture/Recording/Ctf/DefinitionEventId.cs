namespace OProf.Capture.Recording.Ctf;

/// <summary>Ids of the events in the stream of definitions, as <see cref="CtfMetadata"/> declares them.</summary>
public enum DefinitionEventId : byte
{
    /// <summary>A piece of a session's description or state.</summary>
    Text,

    /// <summary>A name.</summary>
    Name,

    /// <summary>A file.</summary>
    Image,

    /// <summary>A row of the tasks.</summary>
    Task,

    /// <summary>Frames with consecutive numbers.</summary>
    Frames,

    /// <summary>Call chains with consecutive numbers.</summary>
    Chains,

    /// <summary>Kernel text that came or went.</summary>
    KernelSymbol,

    /// <summary>The owner of a process.</summary>
    Owner,

    /// <summary>Something that the user has to know.</summary>
    Notice,

    /// <summary>Counts of a CPU.</summary>
    Ledger,
}
