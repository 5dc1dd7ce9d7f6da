namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>What is wrong with a part of a trace that was left out.</summary>
public enum CtfDiagnosticId
{
    /// <summary>A file of the trace's folder is no regular file, or cannot be read.</summary>
    Unreadable,

    /// <summary>A packet does not begin with the magic number.</summary>
    MagicMismatch,

    /// <summary>A packet is of another trace than the metadata.</summary>
    UuidMismatch,

    /// <summary>A packet's stream id is none of the metadata's, or another one than that of the file's first packet.</summary>
    UnknownStream,

    /// <summary>A packet's sizes contradict each other.</summary>
    SizeInvalid,

    /// <summary>A packet goes on beyond the end of its file; the events before that are read.</summary>
    Truncated,

    /// <summary>An event cannot be decoded; the rest of its packet is left out.</summary>
    Damaged,

    /// <summary>Packets are missing between two others, as their sequence numbers tell.</summary>
    PacketsMissing,

    /// <summary>A folder that holds metadata could not be opened as a trace.</summary>
    TraceUnreadable,
}
