namespace OProf.Capture.Sync;

/// <summary>
/// The offset of a frame in an image of the kind <see cref="ImageKind.Script"/>: which function, by its number in the
/// <see cref="StringTable"/>, and which line.
/// <code>
///   63        function        32 | 31          line          0
/// </code>
/// </summary>
public static class ScriptPlace
{
    /// <summary>The offset of a line of a function.</summary>
    /// <param name="function">Number of the function's name.</param>
    /// <param name="line">The line, 1 and up; 0 where it is not known.</param>
    public static ulong Of(int function, int line) => ((ulong)(uint)function << 32) | (uint)line;

    /// <summary>Number of the function's name.</summary>
    /// <param name="offset">The frame's offset.</param>
    public static int FunctionOf(ulong offset) => (int)(offset >> 32);

    /// <summary>The line; 0 where it is not known.</summary>
    /// <param name="offset">The frame's offset.</param>
    public static int LineOf(ulong offset) => (int)(uint)offset;
}
