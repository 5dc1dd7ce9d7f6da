namespace OProf.Analysis.Formats.Ctf.Reading;

/// <summary>Why decoding stopped.</summary>
internal enum DecodeFault : byte
{
    None,

    /// <summary>The bytes are in the packet, but not in memory: load more and begin the event again.</summary>
    NeedMore,

    /// <summary>A field reaches beyond the packet's content.</summary>
    BeyondContent,

    /// <summary>A string has no NUL within the packet's content.</summary>
    Unterminated,

    /// <summary>A sequence is longer than what is left of the packet's content.</summary>
    LengthBeyondContent,

    /// <summary>A variant's tag has a value that selects no option.</summary>
    NoOption,

    /// <summary>A length or tag lies in a variant's option that was not taken.</summary>
    NoReference,

    /// <summary>The byte order changes within a byte.</summary>
    ByteOrderWithinByte,

    /// <summary>More empty fields than are worth reading.</summary>
    TooManyFields,

    /// <summary>The event is larger than a reader keeps in memory.</summary>
    EventTooLarge,

    /// <summary>The event's id is none of the stream's.</summary>
    UnknownEvent,

    /// <summary>The event has no bits.</summary>
    EmptyEvent,
}
