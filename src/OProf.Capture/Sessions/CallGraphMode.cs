namespace OProf.Capture.Sessions;

/// <summary>How call chains are taken.</summary>
public enum CallGraphMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By the kernel, following frame pointers.</summary>
    FramePointer,
}
