namespace OProf.Capture.Sync;

/// <summary>
/// The frames of call chains for who wants their names only: all places that have one name are one frame, so that far fewer
/// chains are different. For one thread.
/// </summary>
/// <remarks>
/// Most places of a program that compiles itself lie in memory, or in files, of which nothing has a name: that is known of the whole of
/// them, so that none of its places is looked up by itself. The kernel's frames stand for themselves.
/// </remarks>
internal abstract class FrameStandIns
{
    // No cookie goes so far: what memory without a file holds is another thing in each process.
    private const ulong OfProcess = 1UL << 62;

    // Each place has a frame of its own.
    private const int None = -1;

    private readonly NumberTable<FrameKey> _known = new();

    // The frame that stands for all of an image, by its cookie, of a process's memory without a file, and of what is in no mapping: its number,
    // or none; 0 where that is not known.
    private readonly Dictionary<int, int> _ofProcesses = [];
    private int[] _ofImages = new int[256];
    private int _ofNoMapping;
    private int _lastProcess;
    private int _ofLastProcess;

    /// <summary>Number of the frame that stands for one.</summary>
    /// <param name="stacks">Where it gets its number.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="processId">The process.</param>
    public int NumberOf(StackTable stacks, in FrameKey frame, int processId)
    {
        if (!IsUser(frame))
            return stacks.InternFrame(frame);
        int whole = WholeOf(frame.Cookie, processId);
        if (whole > 0)
            return whole;
        var key = KeyOf(frame, processId);
        int number = whole == 0 ? -1 : _known.Find(key);
        if (number < 0)
            number = stacks.InternFrame(StandInOf(frame, processId));
        if (whole == 0)
            SetWhole(frame.Cookie, processId, whole = IsWhole(frame.Cookie, processId) ? number : None);
        return whole > 0 ? whole : _known.FindOrAdd(key, number);
    }

    /// <summary>Has what <see cref="NumberOf"/> will look at fetched into the processor's cache.</summary>
    public void Prefetch(StackTable stacks, in FrameKey frame, int processId)
    {
        if (!IsUser(frame))
            stacks.PrefetchFrame(frame);
        else if (WholeOf(frame.Cookie, processId) < 0)
            _known.Prefetch(KeyOf(frame, processId));
    }

    /// <summary>The frame that stands for one of user code; asked once for each.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="processId">The process.</param>
    protected abstract FrameKey StandInOf(in FrameKey frame, int processId);

    /// <summary>Whether the frame that stands for a place stands for all of its image; asked behind that of the first place.</summary>
    /// <param name="cookie">The image, or one of the two cookies without one.</param>
    /// <param name="processId">The process.</param>
    protected abstract bool IsWhole(ulong cookie, int processId);

    private static bool IsUser(in FrameKey frame) => (frame.Bits & 0xFF) == (uint)ProcessorMode.User;

    private static FrameKey KeyOf(in FrameKey frame, int processId) =>
        frame.Cookie == Cookie.NoCookie ? frame with { Cookie = OfProcess | (uint)processId } : frame;

    private int WholeOf(ulong cookie, int processId)
    {
        if (cookie - 1 < (ulong)_ofImages.Length)
            return _ofImages[(int)(cookie - 1)];
        if (cookie == Cookie.InvalidCookie)
            return _ofNoMapping;
        if (cookie != Cookie.NoCookie)
            return 0;
        if (processId != _lastProcess || _ofLastProcess == 0)
            (_lastProcess, _ofLastProcess) = (processId, _ofProcesses.GetValueOrDefault(processId));
        return _ofLastProcess;
    }

    private void SetWhole(ulong cookie, int processId, int whole)
    {
        if (cookie == Cookie.InvalidCookie)
        {
            _ofNoMapping = whole;
            return;
        }

        if (cookie == Cookie.NoCookie)
        {
            _ofProcesses[processId] = whole;
            return;
        }

        if (cookie > (ulong)_ofImages.Length)
            Array.Resize(ref _ofImages, Math.Max((int)cookie, _ofImages.Length * 2));
        _ofImages[(int)(cookie - 1)] = whole;
    }
}
