namespace OProf.Capture.Sync;

/// <summary>The two cookies with a meaning of their own, as OProfile's event buffer defines them.</summary>
public static class Cookie
{
    /// <summary>Anonymous mapping, or no executable: the offset is the address itself.</summary>
    public const ulong NoCookie = 0;

    /// <summary>No mapping holds the address.</summary>
    public const ulong InvalidCookie = ulong.MaxValue;
}
