namespace OProf.Capture.Sync;

/// <summary>Decodes words of an event stream one after the other. What is said for the entries that follow is remembered.</summary>
public sealed class EventDecoder
{
    private StreamEvent _state = Fresh();

    /// <summary>Own records of a code that is not known here, skipped by their length.</summary>
    public long SkippedRecords { get; private set; }

    /// <summary>Forgets what has been said, before words that say everything again.</summary>
    public void Reset() => _state = Fresh();

    /// <summary>Goes on behind words that it did not decode.</summary>
    /// <param name="state">What was said in them.</param>
    internal void Resume(in StreamEvent state) => _state = state;

    /// <summary>Decodes the first record of some words.</summary>
    /// <param name="words">The words, one whole record at least.</param>
    /// <param name="used">The number of words that it has.</param>
    /// <param name="entry">What it says, where it is an entry by itself.</param>
    /// <returns>Whether it is; else it says something of the entry that follows.</returns>
    /// <exception cref="InvalidDataException">The words are no event stream (only replayed ones can be so).</exception>
    public bool TryDecode(ReadOnlySpan<ulong> words, out int used, out StreamEvent entry)
    {
        bool said = words[0] == EventCode.Escape ? Switch(words, out used) : Sample(words, out used);
        if (!said)
        {
            entry = default;
            return false;
        }

        entry = _state;
        if (entry.Kind == EventKind.Sample && entry.Mode is ProcessorMode.Kernel or ProcessorMode.GuestKernel or ProcessorMode.Hypervisor)
            entry.Cookie = Cookie.NoCookie;
        if (entry.Kind is EventKind.Sample or EventKind.Data)
            Forget();
        return true;
    }

    private static StreamEvent Fresh() => new()
    {
        Cpu = -1,
        Task = -1,
        ProcessId = -1,
        ThreadId = -1,
        Cookie = Cookie.InvalidCookie,
    };

    private bool Sample(ReadOnlySpan<ulong> words, out int used)
    {
        _state.Kind = EventKind.Sample;
        _state.Offset = words[0];
        _state.Event = (int)Word(words, 1);
        used = 2;
        return true;
    }

    // What was said for one sample only is not there for the next.
    private void Forget()
    {
        _state.Stack = 0;
        _state.Period = 0;
        _state.Offset = 0;
        _state.Values = default;
    }

    private bool Switch(ReadOnlySpan<ulong> words, out int used)
    {
        ulong code = Word(words, 1);
        if (code >= EventCode.FirstOwn)
            return Own(words, code, out used);
        used = 2;
        switch (code)
        {
            case EventCode.CpuSwitch:
                _state = Fresh() with { Time = _state.Time, Cpu = (int)Word(words, 2), Kind = EventKind.CpuSwitch };
                used = 3;
                return true;
            case EventCode.ContextSwitch:
                _state.ThreadId = (int)Word(words, 2);
                _state.ExecutableCookie = Word(words, 3);
                _state.Task = -1;
                used = 4;
                if (words.Length > 6 && words[4] == EventCode.Escape && words[5] == EventCode.ContextTgid)
                {
                    _state.ProcessId = (int)words[6];
                    used = 7;
                }

                _state.Kind = EventKind.ContextSwitch;
                return true;
            case EventCode.ContextTgid:
                _state.ProcessId = (int)Word(words, 2);
                used = 3;
                return false;
            case EventCode.CookieSwitch:
                _state.Cookie = Word(words, 2);
                _state.Kind = EventKind.CookieSwitch;
                used = 3;
                return true;
            case EventCode.KernelEnterSwitch:
                return Mode(ProcessorMode.Kernel);
            case EventCode.KernelExitSwitch:
                return Mode(ProcessorMode.User);
            case EventCode.XenEnterSwitch:
                return Mode(ProcessorMode.Hypervisor);
            case EventCode.ModuleLoaded:
                _state.Kind = EventKind.ModuleLoaded;
                return true;
            case EventCode.TraceBegin:
                _state.Kind = EventKind.TraceBegin;
                return true;
            case EventCode.TraceEnd:
                return false;
            case EventCode.IbsFetch or EventCode.IbsOp:
                int dataWords = code == EventCode.IbsFetch ? 2 : 5;
                _state.Kind = EventKind.Data;
                _state.DataKind = code;
                _state.Offset = Word(words, 2);
                _state.Values = Slice(words, 3, dataWords).ToArray();
                used = 3 + dataWords;
                return true;
            default:
                throw new InvalidDataException($"The event stream has the code {code} after an escape word, which is none of OProfile's.");
        }
    }

    private bool Mode(ProcessorMode mode)
    {
        _state.Mode = mode;
        _state.Kind = EventKind.ModeSwitch;
        return true;
    }

    private bool Own(ReadOnlySpan<ulong> words, ulong code, out int used)
    {
        ulong length = Word(words, 2);
        if (length > (ulong)words.Length - 3)
            throw new InvalidDataException($"A record of code 0x{code:x} says it has {length} words; there are {words.Length - 3}.");
        var body = words.Slice(3, (int)length);
        used = 3 + (int)length;
        switch (code)
        {
            case EventCode.SampleInfo:
                _state.Time = Word(body, 0);
                _state.Period = Word(body, 1);
                _state.Stack = (int)Word(body, 2);
                _state.Task = (int)Word(body, 3);
                return false;
            case EventCode.GroupValues:
                _state.Values = body.ToArray();
                return false;
            case EventCode.ModeSwitch:
                return Mode((ProcessorMode)Word(body, 0));
            case EventCode.Lost:
                _state.Time = Word(body, 0);
                _state.LossCause = (LossCause)Word(body, 2);
                _state.LostCount = (long)Word(body, 3);
                _state.Kind = EventKind.Lost;
                return true;
            case EventCode.Data:
                _state.Time = Word(body, 0);
                _state.DataKind = Word(body, 1);
                _state.Offset = Word(body, 2);
                _state.Values = body[3..].ToArray();
                _state.Kind = EventKind.Data;
                return true;
            default:
                SkippedRecords++;
                return false;
        }
    }

    private static ulong Word(ReadOnlySpan<ulong> words, int index) => index < words.Length
        ? words[index]
        : throw new InvalidDataException("The event stream ends within a record.");

    private static ReadOnlySpan<ulong> Slice(ReadOnlySpan<ulong> words, int start, int length) => start + length <= words.Length
        ? words.Slice(start, length)
        : throw new InvalidDataException("The event stream ends within a record.");
}
