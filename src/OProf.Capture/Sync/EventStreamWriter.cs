namespace OProf.Capture.Sync;

/// <summary>
/// Puts entries into the event buffer and says, before each, whatever has changed since the last one: CPU, mode, task,
/// cookie. For the holder of the buffer's lock.
/// </summary>
/// <remarks>
/// Invariant: the state here is what a reader of the words written so far knows. An entry and the switches it needs are
/// one reservation, so where it does not fit neither changes.
/// </remarks>
public sealed partial class EventStreamWriter
{
    // CPU 3, mode 4 at most, task 4 + 3, cookie 3, trace begin 2 and end 2, info 7, values' head 3, the sample itself 2.
    private const int MaxSampleWords = 33;

    /// <summary>Most words that <see cref="State"/> gives.</summary>
    internal const int MaxStateWords = 3 + 4 + 3 + 4 + 3;

    private readonly EventBuffer _buffer;
    private ulong _executable;
    private ulong _time;
    private int _chunksBegun;
    private Queue<StreamEntryPoint>? _entryPoints;
    private long _entryPointWords;
    private long _entryPointAt = long.MaxValue;
    private long _samples;
    private int _cpu = -1;
    private ProcessorMode _mode;
    private int _task = -1;
    private int _threadId = -1;
    private int _processId = -1;
    private ulong _cookie = Cookie.InvalidCookie;

    /// <summary>Writes to a buffer.</summary>
    public EventStreamWriter(EventBuffer buffer) => _buffer = buffer;

    /// <summary>The buffer.</summary>
    public EventBuffer Buffer => _buffer;

    /// <summary>Receives each sample without group values, of which words are made when somebody reads them; null for none.</summary>
    internal SampleLog? Log { get; set; }

    /// <summary>Adds the samples up in place of having them in the stream; null where they are put into it.</summary>
    internal SampleSums? Sums { get; init; }

    /// <summary>Forgets what has been said, so that all of it is said again; for a buffer that others write to as well.</summary>
    public void Reset() => ForgetCpu(-1);

    /// <summary>
    /// Notes a place where a reader can begin after each number of words, after <see cref="NoteEntryPoint"/>, and at the
    /// beginning of each chunk. The stream itself has nothing of it.
    /// </summary>
    /// <param name="words">The number.</param>
    /// <returns>The places, in their order; whoever uses them takes them out.</returns>
    internal Queue<StreamEntryPoint> NoteEntryPoints(int words)
    {
        _entryPointWords = words;
        _entryPointAt = 0;
        return _entryPoints = new Queue<StreamEntryPoint>();
    }

    /// <summary>Has the place of the next entry noted, if places are.</summary>
    internal void NoteEntryPoint()
    {
        if (_entryPoints is not null)
            _entryPointAt = 0;
    }

    /// <summary>Notes no more places.</summary>
    internal void StopNoting()
    {
        _entryPoints = null;
        _entryPointAt = long.MaxValue;
    }

    /// <summary>The state in which a decoder is that has decoded all words up to the last sample.</summary>
    internal StreamEvent DecodedState() => new()
    {
        Cpu = _cpu,
        Mode = _mode,
        Task = _task,
        ProcessId = _processId,
        ThreadId = _threadId,
        ExecutableCookie = _executable,
        Cookie = _cookie,
        Time = _time,
    };

    /// <summary>
    /// What has been said, as words: whoever begins to read behind what was written so far reads these first. Nothing is put
    /// into the buffer.
    /// </summary>
    /// <param name="room">Room for <see cref="MaxStateWords"/> words.</param>
    /// <returns>The words.</returns>
    internal ReadOnlySpan<ulong> State(Span<ulong> room)
    {
        int n = 0;
        if (_cpu < 0)
            return default;
        Put(room, ref n, EventCode.Escape, EventCode.CpuSwitch, (uint)_cpu);
        if (_threadId != -1 || _processId != -1)
        {
            Put(room, ref n, EventCode.Escape, EventCode.ContextSwitch, (uint)_threadId, _executable);
            Put(room, ref n, EventCode.Escape, EventCode.ContextTgid, (uint)_processId);
        }

        if (_mode != ProcessorMode.Unknown)
            Put(room, ref n, EventCode.Escape, EventCode.ModeSwitch, 1, (ulong)_mode);
        if (_cookie != Cookie.InvalidCookie)
            Put(room, ref n, EventCode.Escape, EventCode.CookieSwitch, _cookie);
        return room[..n];
    }

    /// <summary>Puts in a sample, after whatever of its CPU, mode, task and file is not what was said last.</summary>
    /// <returns>False where it did not fit.</returns>
    public bool Sample(in StreamSample sample)
    {
        if (Sums is not null)
        {
            Sums.Add(sample);
            return true;
        }

        if (Log is { } log && SampleLog.Takes(sample))
            return Logged(log, sample);
        SayLogged();
        return Say(sample) > 0;
    }

    // The number of words; 0 where they did not fit.
    private int Say(in StreamSample sample)
    {
        var room = _buffer.Reserve(MaxSampleWords + sample.Values.Length);
        if (room.IsEmpty)
            return 0;
        BeginEntry();
        int n = 0;
        if (sample.Cpu != _cpu)
            CpuSwitch(room, ref n, sample.Cpu);
        if (sample.Mode != _mode)
            ModeSwitch(room, ref n, sample.Mode);
        if (sample.ThreadId != _threadId || sample.ProcessId != _processId || sample.Task != _task
            || sample.ExecutableCookie != _executable)
        {
            _threadId = sample.ThreadId;
            _processId = sample.ProcessId;
            _task = sample.Task;
            _executable = sample.ExecutableCookie;
            Put(room, ref n, EventCode.Escape, EventCode.ContextSwitch, (uint)sample.ThreadId, sample.ExecutableCookie);
            Put(room, ref n, EventCode.Escape, EventCode.ContextTgid, (uint)sample.ProcessId);
        }

        // A kernel address is in no file: it goes through as it is, under whatever cookie was said last.
        if (sample.Cookie != _cookie && !HasNoFile(sample.Mode))
        {
            _cookie = sample.Cookie;
            Put(room, ref n, EventCode.Escape, EventCode.CookieSwitch, sample.Cookie);
        }

        if (sample.Stack != 0)
            Put(room, ref n, EventCode.Escape, EventCode.TraceBegin);
        Put(room, ref n, EventCode.Escape, EventCode.SampleInfo, 4);
        Put(room, ref n, sample.Time, sample.Period, (uint)sample.Stack, (uint)sample.Task);
        if (!sample.Values.IsEmpty)
        {
            Put(room, ref n, EventCode.Escape, EventCode.GroupValues, (uint)sample.Values.Length);
            sample.Values.CopyTo(room[n..]);
            n += sample.Values.Length;
        }

        Put(room, ref n, sample.Offset, (uint)sample.Event);
        if (sample.Stack != 0)
            Put(room, ref n, EventCode.Escape, EventCode.TraceEnd);
        _samples++;
        _time = sample.Time;
        _buffer.Commit(n, samples: 1);
        return n;
    }

    /// <summary>Says that the entries which follow are of a CPU, and forgets what was said of the one before.</summary>
    public bool CpuSwitch(int cpu)
    {
        var room = Reserve(3);
        if (room.IsEmpty)
            return false;
        int n = 0;
        _chunksBegun = _buffer.ChunksBegun;
        CpuSwitch(room, ref n, cpu);
        _buffer.Commit(n);
        return true;
    }

    /// <summary>Says that kernel text has changed.</summary>
    public bool ModuleLoaded()
    {
        var room = Reserve(2);
        if (room.IsEmpty)
            return false;
        int n = 0;
        Put(room, ref n, EventCode.Escape, EventCode.ModuleLoaded);
        _buffer.Commit(n);
        return true;
    }

    /// <summary>Says that records of a CPU were lost.</summary>
    public bool Lost(ulong time, int cpu, LossCause cause, long count)
    {
        var room = Reserve(10);
        if (room.IsEmpty)
            return false;
        BeginEntry();
        int n = 0;
        if (cpu != _cpu)
            CpuSwitch(room, ref n, cpu);
        Put(room, ref n, EventCode.Escape, EventCode.Lost, 4);
        Put(room, ref n, time, (uint)cpu, (uint)cause, (ulong)count);
        _buffer.Commit(n);
        return true;
    }

    // A chunk can be the first that a reader finds, so it has to say everything itself.
    private void BeginEntry()
    {
        if (_chunksBegun != _buffer.ChunksBegun)
        {
            _chunksBegun = _buffer.ChunksBegun;
            ForgetCpu(-1);
        }
        else if (_buffer.Words < _entryPointAt)
        {
            return;
        }

        if (_entryPoints is null)
            return;
        Span<ulong> room = stackalloc ulong[MaxStateWords];
        _entryPoints.Enqueue(new StreamEntryPoint(_buffer.Words, _samples, State(room).ToArray()));
        _entryPointAt = _buffer.Words + _entryPointWords;
    }

    internal static bool HasNoFile(ProcessorMode mode) =>
        mode is ProcessorMode.Kernel or ProcessorMode.GuestKernel or ProcessorMode.Hypervisor;

    private void CpuSwitch(Span<ulong> room, ref int n, int cpu)
    {
        Put(room, ref n, EventCode.Escape, EventCode.CpuSwitch, (uint)cpu);
        ForgetCpu(cpu);
    }

    private void ForgetCpu(int cpu)
    {
        _cpu = cpu;
        _mode = ProcessorMode.Unknown;
        _task = -1;
        _threadId = -1;
        _processId = -1;
        _executable = Cookie.NoCookie;
        _cookie = Cookie.InvalidCookie;
    }

    private void ModeSwitch(Span<ulong> room, ref int n, ProcessorMode mode)
    {
        _mode = mode;
        switch (mode)
        {
            case ProcessorMode.Kernel:
                Put(room, ref n, EventCode.Escape, EventCode.KernelEnterSwitch);
                break;
            case ProcessorMode.User:
                Put(room, ref n, EventCode.Escape, EventCode.KernelExitSwitch);
                break;
            default:
                Put(room, ref n, EventCode.Escape, EventCode.ModeSwitch, 1, (ulong)mode);
                break;
        }
    }

    private static void Put(Span<ulong> room, ref int n, ulong a, ulong b)
    {
        room[n + 1] = b;
        room[n] = a;
        n += 2;
    }

    private static void Put(Span<ulong> room, ref int n, ulong a, ulong b, ulong c)
    {
        room[n + 2] = c;
        room[n + 1] = b;
        room[n] = a;
        n += 3;
    }

    private static void Put(Span<ulong> room, ref int n, ulong a, ulong b, ulong c, ulong d)
    {
        room[n + 3] = d;
        room[n + 2] = c;
        room[n + 1] = b;
        room[n] = a;
        n += 4;
    }
}
