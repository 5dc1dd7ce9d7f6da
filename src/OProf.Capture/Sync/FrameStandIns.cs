namespace OProf.Capture.Sync;

/// <summary>
/// The frames of call chains for who wants their names only: all places that have one name are one frame, so that far fewer
/// chains are different. For one thread.
/// </summary>
internal abstract class FrameStandIns
{
    // No cookie goes so far: what memory without a file holds is another thing in each process.
    private const ulong OfProcess = 1UL << 62;

    private readonly NumberTable<FrameKey> _known = new();

    /// <summary>Number of the frame that stands for one.</summary>
    /// <param name="stacks">Where it gets its number.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="processId">The process.</param>
    public int NumberOf(StackTable stacks, in FrameKey frame, int processId)
    {
        var key = KeyOf(frame, processId);
        int number = _known.Find(key);
        return number >= 0 ? number : _known.FindOrAdd(key, stacks.InternFrame(StandInOf(frame, processId)));
    }

    /// <summary>Has what <see cref="NumberOf"/> will look at fetched into the processor's cache.</summary>
    public void Prefetch(in FrameKey frame, int processId) => _known.Prefetch(KeyOf(frame, processId));

    /// <summary>The frame that stands for one; asked once for each.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="processId">The process.</param>
    protected abstract FrameKey StandInOf(in FrameKey frame, int processId);

    private static FrameKey KeyOf(in FrameKey frame, int processId) =>
        frame.Cookie == Cookie.NoCookie ? frame with { Cookie = OfProcess | (uint)processId } : frame;
}
