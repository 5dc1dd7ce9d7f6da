namespace OProf.Capture.Sync;

/// <summary>A sample as the words of the stream say it; what the fields mean is said at <see cref="StreamEvent"/>.</summary>
internal struct LoggedSample
{
    public ulong Time;
    public ulong Period;
    public ulong Cookie;
    public ulong Offset;
    public ulong ExecutableCookie;
    public int Cpu;
    public int Task;
    public int Stack;
    public int ProcessId;
    public int ThreadId;
    public int Event;
    public ProcessorMode Mode;

    /// <summary>
    /// Whether mode, file and offset are those of the innermost frame of its call chain; false also where nobody has looked.
    /// </summary>
    public bool IsInnermostFrame;

    /// <summary>The entry that a reader of the words gets.</summary>
    public readonly StreamEvent ToEvent() => new()
    {
        Kind = EventKind.Sample,
        Time = Time,
        Period = Period,
        Cookie = Cookie,
        Offset = Offset,
        ExecutableCookie = ExecutableCookie,
        Cpu = Cpu,
        Task = Task,
        Stack = Stack,
        ProcessId = ProcessId,
        ThreadId = ThreadId,
        Event = Event,
        Mode = Mode,
    };
}
