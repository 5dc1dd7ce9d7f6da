using OProf.Capture.Sync;

namespace OProf.Analysis.Formats.PerfData.Writing;

/// <summary>
/// The addresses that frames get in a file. A session knows where in a file a frame lies, and no longer where the file was
/// mapped; so each file has a range of its own, the same in all processes, in which addresses are offsets.
/// </summary>
/// <remarks>
/// <code>
///   0 ··············· 2^56        2^56 + cookie * 2^38             2^63
///   memory without a file, JITs   │ offset 0 … 2^38 of the file │  the kernel's
///   at its own addresses          (beyond what processors have)    at their own
/// </code>
/// So no range can lie over memory that a process really had.
/// </remarks>
internal static class ImageAddresses
{
    /// <summary>Bytes of a file that code can lie in: 256 GiB.</summary>
    public const ulong RangeLength = 1UL << 38;

    private const ulong First = 1UL << 56;
    private const ulong MaxCookie = 1UL << 24;

    /// <summary>Whether a frame lies in a file that has a range.</summary>
    public static bool IsInFile(in StackFrame frame) =>
        frame.Mode == ProcessorMode.User && frame.Cookie - 1 < MaxCookie && frame.Offset < RangeLength;

    /// <summary>Where a file's range begins.</summary>
    public static ulong StartOf(ulong cookie) => First + (cookie * RangeLength);

    /// <summary>The address of a frame.</summary>
    public static ulong Of(in StackFrame frame) => IsInFile(frame) ? StartOf(frame.Cookie) + frame.Offset : frame.Offset;
}
