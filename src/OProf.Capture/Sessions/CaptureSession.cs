using System.Diagnostics;
using OProf.Capture.Environments;
using OProf.Capture.Native;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions;

/// <summary>
/// One capture, from its start to its end, and what it has captured. Safe for several threads; the data is written by the
/// session's own sync thread and may be read while it runs.
/// </summary>
public sealed class CaptureSession : IDisposable
{
    private const int MaxKernelSymbols = 1 << 16;
    private readonly object _gate = new();
    private readonly List<SessionNotice> _notices = [];
    private readonly List<KernelSymbol> _kernelSymbols = [];
    private readonly Stopwatch _running = new();
    private readonly ManualResetEventSlim _ended = new();
    private CaptureLoop? _loop;
    private bool _disposed;

    private CaptureSession(CaptureOptions options)
    {
        Options = options;
        Id = SessionRegistry.NextId();
        Name = options.Name ?? FormattableString.Invariant($"OProf{Id}");
        Buffer = new EventBuffer(Math.Max(MemoryLimit, 0), EventBuffer.ChunkWords / 16, () => Tables.Bytes);
    }

    /// <summary>Number of the session, unique in this process; 1 and up.</summary>
    public int Id { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it was asked to do.</summary>
    public CaptureOptions Options { get; }

    /// <summary>Where it is in its life.</summary>
    public SessionState State { get; private set; }

    /// <summary>Why it ended; <see cref="EndReason.None"/> while it has not.</summary>
    public EndReason EndReason { get; private set; }

    /// <summary>The error that ended it, where one did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Wall-clock time of its start.</summary>
    public DateTimeOffset StartTime { get; private set; }

    /// <summary>CLOCK_MONOTONIC nanoseconds of its start, which the samples' times count from the same zero as.</summary>
    public ulong StartTimestamp { get; private set; }

    /// <summary>How long it has captured, suspensions not counted.</summary>
    public TimeSpan Elapsed => _running.Elapsed;

    /// <summary>What it captures, in words: <c>system</c>, <c>command: make -j</c>, <c>processes 12, 34</c>.</summary>
    public string Target { get; private set; } = "system";

    /// <summary>Names of the events as they were opened; <see cref="StreamEvent.Event"/> is an index in this list.</summary>
    public IReadOnlyList<string> EventNames { get; private set; } = [];

    /// <summary>
    /// For each event, the indices in <see cref="EventNames"/> of the members whose values its samples carry, in their
    /// order; empty for an event without a group.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<int>> EventGroups { get; private set; } = [];

    /// <summary>The CPUs it captures on.</summary>
    public IReadOnlyList<int> Cpus { get; private set; } = [];

    /// <summary>Bytes of each CPU's ring.</summary>
    public long RingSize { get; private set; }

    /// <summary>What priority the sync thread got: <c>SCHED_RR 1</c>, <c>nice -20</c> or <c>normal</c>.</summary>
    public string SyncPriority => _loop?.Priority ?? "normal";

    /// <summary>Samples that can be read.</summary>
    public long SampleCount => _loop?.Samples ?? 0;

    /// <summary>
    /// Records that were lost, whatever the cause; those that came after the number of samples which was asked for were not
    /// wanted, and are not counted here.
    /// </summary>
    public long LostCount => Ledger.Sum(cpu => cpu.LostTotal - cpu.Lost(LossCause.AfterEnd));

    /// <summary>CLOCK_MONOTONIC nanoseconds of the first sample; 0 where there is none.</summary>
    public ulong FirstSampleTimestamp => _loop?.FirstSampleTime ?? 0;

    /// <summary>Bytes held by the samples and the tables they refer to.</summary>
    public long MemoryUsed => Buffer.BytesTaken + Tables.Bytes;

    /// <summary>
    /// Bytes at which it ends: what it may use, less some room for what the samples between two looks at it add.
    /// </summary>
    internal long MemoryLimit => Options.MaxMemory - Math.Min(Options.MaxMemory / 8, 16 << 20);

    /// <summary>Processes that the session keeps in memory now: those that live, and those that ended a moment ago.</summary>
    public int ProcessesInMemory => _loop?.ProcessesInMemory ?? 0;

    /// <summary>Fallbacks, guesses and limits that a reader of the result has to know.</summary>
    public IReadOnlyList<SessionNotice> Notices
    {
        get
        {
            lock (_notices)
                return [.. _notices];
        }
    }

    /// <summary>The event stream.</summary>
    public EventBuffer Buffer { get; }

    /// <summary>What the stream's numbers mean.</summary>
    public SessionTables Tables { get; } = new();

    /// <summary>The files.</summary>
    public CookieTable Cookies => Tables.Cookies;

    /// <summary>The call chains.</summary>
    public StackTable Stacks => Tables.Stacks;

    /// <summary>The tasks.</summary>
    public TaskTable Tasks => Tables.Tasks;

    /// <summary>Kernel text that came or went meanwhile.</summary>
    public IReadOnlyList<KernelSymbol> KernelSymbols
    {
        get
        {
            lock (_kernelSymbols)
                return [.. _kernelSymbols];
        }
    }

    /// <summary>User ids by process id, of the processes that ran code in anonymous memory.</summary>
    public IReadOnlyDictionary<int, uint> ProcessOwners =>
        _loop?.Owners ?? (IReadOnlyDictionary<int, uint>)new Dictionary<int, uint>();

    /// <summary>The counts of each CPU.</summary>
    public IReadOnlyList<CpuLedger> Ledger { get; private set; } = [];

    /// <summary>The command that was launched; null where none was.</summary>
    public CommandResult? Command => _loop?.Command?.Result;

    /// <summary>Starts a session.</summary>
    /// <param name="options">What to capture.</param>
    /// <exception cref="CaptureException">It could not be started; nothing is left open then.</exception>
    public static CaptureSession Start(CaptureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var session = new CaptureSession(options);
        try
        {
            session._loop = CaptureStarter.Start(session);
        }
        catch (IOException e) when (e.HResult is Errno.EMFILE or Errno.ENFILE)
        {
            // A file of /proc or /sys that says what there is to capture: no event was asked for yet.
            throw PerfFailure.ToException(new PerfAttempt(PerfOperation.Control, "the session", 0, -1), e.HResult);
        }

        SessionRegistry.Add(session);
        try
        {
            session._loop.Run();
            return session;
        }
        catch
        {
            SessionRegistry.Remove(session);
            throw;
        }
    }

    /// <summary>Pauses: no samples are taken until <see cref="Resume"/>. Processes and mappings are still followed.</summary>
    /// <exception cref="CaptureException">The session is not running.</exception>
    public void Suspend()
    {
        lock (_gate)
        {
            Require(SessionState.Running, "suspended");
            _loop!.Source.StopSampling();
            _running.Stop();
            State = SessionState.Suspended;
        }
    }

    /// <summary>Goes on after a pause.</summary>
    /// <exception cref="CaptureException">The session is not suspended.</exception>
    public void Resume()
    {
        lock (_gate)
        {
            Require(SessionState.Suspended, "resumed");
            _loop!.Source.StartSampling();
            _running.Start();
            State = SessionState.Running;
        }

        _loop.Wake();
    }

    /// <summary>
    /// Ends the session and waits until all that was captured can be read. Does nothing where it has ended. A command that
    /// it launched and that still runs is asked to end (SIGTERM), as perf does.
    /// </summary>
    /// <param name="reason">The reason to note.</param>
    public void Stop(EndReason reason = EndReason.Stopped)
    {
        _loop?.RequestStop(reason);
        _ended.Wait();
    }

    /// <summary>Waits until the session has ended by itself or by <see cref="Stop"/>.</summary>
    /// <param name="timeout">Longest time to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>Whether it has ended.</returns>
    public bool WaitForEnd(TimeSpan timeout) => _ended.Wait(timeout);

    /// <summary>A new reader of the stream, from the beginning.</summary>
    public EventReader OpenReader() => new(Buffer);

    /// <summary>Stops the session and takes it off the list of sessions. What it has captured can still be read.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Stop();
        SessionRegistry.Remove(this);
    }

    internal void AddNotice(string id, string message)
    {
        lock (_notices)
        {
            if (!_notices.Exists(n => n.Id == id && n.Message == message))
                _notices.Add(new SessionNotice(id, message));
        }
    }

    internal void AddKernelSymbol(ulong time, ulong address, uint length, string name, bool isRegistered)
    {
        lock (_kernelSymbols)
        {
            if (_kernelSymbols.Count < MaxKernelSymbols)
            {
                _kernelSymbols.Add(new KernelSymbol(time, address, length, name, isRegistered));
                return;
            }
        }

        AddNotice("OProfKernelSymbolsFull", FormattableString.Invariant($"More than {MaxKernelSymbols} pieces of kernel text came and went; the later ones stay unnamed."));
    }

    internal void Describe(
        string target, IReadOnlyList<string> events, IReadOnlyList<IReadOnlyList<int>> groups, IReadOnlyList<CpuLedger> ledger, long ringSize)
    {
        Target = target;
        EventNames = events;
        EventGroups = groups;
        Ledger = ledger;
        Cpus = [.. ledger.Select(l => l.Cpu)];
        RingSize = ringSize;
    }

    internal void Begin(ulong timestamp)
    {
        StartTimestamp = timestamp;
        StartTime = DateTimeOffset.Now;
        State = SessionState.Running;
        _running.Start();
    }

    // After this nobody switches the events on or off any more.
    internal void StopClock()
    {
        lock (_gate)
        {
            _running.Stop();
            State = SessionState.Stopped;
        }
    }

    internal void End(EndReason reason, Exception? failure)
    {
        lock (_gate)
        {
            Failure = failure;
            EndReason = failure is null ? reason : EndReason.Failed;
            State = failure is null ? SessionState.Stopped : SessionState.Failed;
        }

        _ended.Set();
    }

    private void Require(SessionState state, string verb)
    {
        if (State == state)
            return;
        throw new CaptureException(
            new CaptureError(
                "OProfSessionState", CaptureErrorCategory.InvalidOperation,
                $"Session '{Name}' is {State} and can't be {verb}.",
                state == SessionState.Running ? "Only a running session can be." : "Only a suspended session can be."),
            this);
    }
}
