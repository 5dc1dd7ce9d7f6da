namespace OProf.Capture.Sync;

/// <summary>A sample as the words of the stream say it; what the fields mean is said at <see cref="StreamEvent"/>.</summary>
internal struct LoggedSample
{
    /// <summary>Bytes of one.</summary>
    public const int Size = 64;

    public ulong Time;
    public ulong Period;
    public ulong Cookie;
    public ulong Offset;
    public ulong ExecutableCookie;
    public int Task;
    public int Stack;
    public int ProcessId;
    public int ThreadId;
    public ushort Cpu;
    public ushort Event;
    private byte _mode;

    /// <summary>The mode.</summary>
    public ProcessorMode Mode
    {
        readonly get => (ProcessorMode)_mode;
        set => _mode = (byte)value;
    }

    /// <summary>
    /// Whether mode, file and offset are those of the innermost frame of its call chain, and ids and executable those of the task's
    /// row; false also where nobody has looked.
    /// </summary>
    public bool FollowsFromTables;

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
