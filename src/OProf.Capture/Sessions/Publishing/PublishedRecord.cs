namespace OProf.Capture.Sessions.Publishing;

/// <summary>
/// The types of the records that a session is published in, all above those of the kernel. Their <c>misc</c> holds in its
/// low three bits by how many bytes the body was filled up, and flags above.
/// </summary>
internal static class PublishedRecord
{
    /// <summary>u64 samples before, then words of the event stream.</summary>
    public const uint Words = 64;

    /// <summary>Fields of a description, or a piece of them.</summary>
    public const uint Description = 65;

    /// <summary>Names.</summary>
    public const uint Strings = 66;

    /// <summary>Files.</summary>
    public const uint Images = 67;

    /// <summary>Tasks.</summary>
    public const uint Tasks = 68;

    /// <summary>Frames.</summary>
    public const uint Frames = 69;

    /// <summary>Call chains.</summary>
    public const uint Stacks = 70;

    /// <summary>Kernel text that came or went.</summary>
    public const uint KernelSymbols = 71;

    /// <summary>Owners of processes.</summary>
    public const uint Owners = 72;

    /// <summary>Notices.</summary>
    public const uint Notices = 73;

    /// <summary>Counts of CPUs.</summary>
    public const uint Ledgers = 74;

    /// <summary>Fields of a status, or a piece of them.</summary>
    public const uint Status = 75;

    /// <summary>Text: why nothing more is published, though the session goes on.</summary>
    public const uint Ended = 76;

    /// <summary>The file of definitions with the next number goes on, with all that is still held.</summary>
    public const uint Next = 77;

    /// <summary>Text of the schema of a kind of data records, or a piece of it.</summary>
    public const uint Schema = 78;

    /// <summary>Tasks of which each says its control group.</summary>
    public const uint TasksInCgroups = 79;

    /// <summary>Bits of <c>misc</c>: bytes that the body was filled up by.</summary>
    public const ushort PaddingMask = 7;

    /// <summary>Bit of <c>misc</c>: it goes on in the next record of its type.</summary>
    public const ushort GoesOn = 8;

    /// <summary>Bit of <c>misc</c>: before the words stands what had been said by then, so a reader may begin here.</summary>
    public const ushort Restates = 16;

    /// <summary>Most bytes of a body, small enough for a header and what comes before the words.</summary>
    public const int MaxBody = 60 * 1024;

    /// <summary>The padding of a body.</summary>
    public static ushort PaddingOf(int length) => (ushort)(-length & PaddingMask);
}
