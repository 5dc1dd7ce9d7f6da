namespace OProf.Capture.Sync.Payloads;

/// <summary>What a field of a payload is.</summary>
public enum PayloadKind
{
    /// <summary>An integer that is never negative.</summary>
    Unsigned,

    /// <summary>An integer with a sign.</summary>
    Signed,

    /// <summary>A floating point number of 64 bits.</summary>
    Double,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Bytes that are no text.</summary>
    Bytes,

    /// <summary>Fields of their own.</summary>
    Struct,

    /// <summary>Any number of elements of one type.</summary>
    Array,

    /// <summary>One of several types, which one being said in each payload.</summary>
    Choice,
}
