namespace OProf.Buffers.Rings;

/// <summary>
/// Records describe themselves (events of the Common Trace Format, say): the ring adds nothing to them, puts one right
/// behind the other, and is read by whole sub-buffers only.
/// </summary>
public readonly unsafe struct Unframed : IRecordFraming
{
    /// <inheritdoc/>
    public static bool IsFramed => false;

    /// <inheritdoc/>
    public static int HeaderSize => 0;

    /// <inheritdoc/>
    public static int Alignment => 1;

    /// <inheritdoc/>
    public static void Begin(byte* header, long position, int length)
    {
    }

    /// <inheritdoc/>
    public static void Commit(byte* header, long position, int length)
    {
    }

    /// <inheritdoc/>
    public static void Abort(byte* header, long position, int length)
    {
    }
}
