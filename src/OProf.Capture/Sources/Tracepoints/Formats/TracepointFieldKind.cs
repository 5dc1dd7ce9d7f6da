namespace OProf.Capture.Sources.Tracepoints.Formats;

/// <summary>What the bytes of a tracepoint's field are.</summary>
internal enum TracepointFieldKind
{
    /// <summary>One integer of 1, 2, 4 or 8 bytes.</summary>
    Integer,

    /// <summary>Characters, up to the first that is 0.</summary>
    Text,

    /// <summary>Integers of one size.</summary>
    Integers,

    /// <summary>Anything else.</summary>
    Bytes,
}
