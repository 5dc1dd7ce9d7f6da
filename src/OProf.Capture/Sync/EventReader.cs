namespace OProf.Capture.Sync;

/// <summary>
/// Decodes the words of an <see cref="EventBuffer"/>, from its beginning, as far as they have been written; may be called
/// again when there is more. For one thread; any number of readers can read the same buffer.
/// </summary>
public sealed class EventReader
{
    private readonly EventBuffer _buffer;
    private readonly IEventFeed? _feed;
    private EventBufferCursor _cursor;
    private int _jumps;
    private StreamEvent _state = Fresh();

    /// <summary>Begins at the start of what a buffer keeps.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="feed">What fills the buffer as this reader goes on, the only one to read it; null where others fill it.</param>
    public EventReader(EventBuffer buffer, IEventFeed? feed = null)
    {
        _buffer = buffer;
        _feed = feed;
    }

    /// <summary>Own records of a code that is not known here, skipped by their length.</summary>
    public long SkippedRecords { get; private set; }

    /// <summary>Samples that were dropped for newer ones before this reader came to them.</summary>
    public long MissedSamples => _cursor.MissedSamples;

    /// <summary>Whether all there will ever be has been read.</summary>
    public bool IsAtEnd => Peek().IsEmpty && _buffer.IsCompleted && Peek().IsEmpty;

    /// <summary>Waits until there is more to read, the stream is complete, or the time is over.</summary>
    /// <param name="timeout">Longest time to wait.</param>
    /// <returns>Whether there is more to read, or the stream is complete.</returns>
    public bool Wait(TimeSpan timeout) => !Peek().IsEmpty || _buffer.Wait(ref _cursor, timeout);

    /// <summary>Has the buffer keep what this reader has not read. For the writer's thread, between two batches.</summary>
    internal void Pin() => _buffer.Pinned = _cursor.Chunk;

    /// <summary>Decodes the next entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>False where nothing more has been written yet.</returns>
    /// <exception cref="InvalidDataException">The words are no event stream (only replayed ones can be so).</exception>
    public bool TryRead(out StreamEvent entry)
    {
        while (true)
        {
            var words = Peek();
            if (words.IsEmpty)
            {
                entry = default;
                return false;
            }

            // What was said in the words that are gone is said again at the beginning of a chunk.
            if (_cursor.Jumps != _jumps)
            {
                _jumps = _cursor.Jumps;
                _state = Fresh();
            }

            bool said = words[0] == EventCode.Escape ? Switch(words, out int used) : Sample(words, out used);
            _cursor.Skip(used);
            if (!said)
                continue;
            entry = _state;
            if (entry.Kind == EventKind.Sample && entry.Mode is ProcessorMode.Kernel or ProcessorMode.GuestKernel or ProcessorMode.Hypervisor)
                entry.Cookie = Cookie.NoCookie;
            if (entry.Kind is EventKind.Sample or EventKind.Data)
                Forget();
            return true;
        }
    }

    private ReadOnlySpan<ulong> Peek()
    {
        var words = _buffer.Peek(ref _cursor);
        while (words.IsEmpty && _feed is not null && _feed.Feed())
            words = _buffer.Peek(ref _cursor);
        return words;
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
