namespace OProf.Capture.Sync;

/// <summary>A place in a file, or an address where there is none; see <see cref="StackFrame"/>.</summary>
internal readonly record struct FramePlace(ulong Cookie, ulong Offset)
{
    /// <summary>No place: what is in no mapping.</summary>
    public static FramePlace Unknown => new(Sync.Cookie.InvalidCookie, 0);
}
