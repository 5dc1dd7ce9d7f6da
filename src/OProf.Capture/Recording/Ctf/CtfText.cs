namespace OProf.Capture.Recording.Ctf;

/// <summary>What a text in the definitions says.</summary>
public enum CtfText : byte
{
    /// <summary>The session's description, in JSON.</summary>
    Description,

    /// <summary>The session's state, in JSON.</summary>
    Status,

    /// <summary>The fields of a kind of data records, in JSON; the kinds are said in their order.</summary>
    Schema,
}
