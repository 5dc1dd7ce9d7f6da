using System.Diagnostics;
using OProf.Capture.Environments;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Native;
using OProf.Capture.Sessions.Publishing;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions;

/// <summary>
/// One capture, from its start to its end, and what it has captured. Safe for several threads; the data is written by the
/// session's own sync thread and may be read while it runs.
/// </summary>
public sealed class CaptureSession : Session
{
    private const long LeastWindow = 16 << 20;
    private readonly object _gate = new();
    private readonly Stopwatch _running = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly OwnerTable _noOwners = new();
    private CaptureLoop? _loop;
    private SessionPublisher? _publisher;
    private bool _disposed;

    private CaptureSession(CaptureOptions options)
        : base(options)
    {
        Buffer = new EventBuffer(
            Math.Max(WindowSize, 0), EventBuffer.ChunkWords / 16, options.Path is null ? () => Tables.Bytes : null,
            options.KeepsWindow ? BufferRetention.Overwrite : BufferRetention.Discard);
    }

    /// <inheritdoc/>
    public override TimeSpan Elapsed => _running.Elapsed;

    /// <summary>What priority the sync thread got: <c>SCHED_RR 1</c>, <c>nice -20</c> or <c>normal</c>.</summary>
    public string SyncPriority => _loop?.Priority ?? "normal";

    /// <inheritdoc/>
    public override long SampleCount => _loop is { } loop ? loop.Samples - (loop.Recorder?.LostSamples ?? 0) : 0;

    /// <inheritdoc/>
    public override ulong FirstSampleTimestamp => _loop?.FirstSampleTime ?? 0;

    /// <inheritdoc/>
    public override long MemoryUsed => Buffer.BytesTaken + (_loop?.BytesLogged ?? 0) + Tables.Bytes;

    /// <summary>
    /// Bytes at which it ends: what it may use, less some room for what the samples between two looks at it add.
    /// </summary>
    internal long MemoryLimit => Options.MaxMemory - Math.Min(Options.MaxMemory / 8, 16 << 20);

    /// <summary>
    /// Bytes that the stream may have in memory, with its tables where it is there only. What is written to disk needs only
    /// to be there until the writer and whoever follows it have read it.
    /// </summary>
    internal long WindowSize => Options.Path is null ? MemoryLimit : Math.Min(MemoryLimit, Math.Max(LeastWindow, RingsWindow));

    // Between two rounds all rings can fill; their records are not larger in the stream than this.
    private long RingsWindow => 8 * (Options.BufferSize ?? 0) * (Options.Cpus?.Count ?? Environment.ProcessorCount);

    /// <summary>The folder that it is written to; null for none.</summary>
    public string? Path => _loop?.Recorder?.Path;

    /// <summary>Bytes in the files of that folder.</summary>
    public long RecordedBytes => _loop?.Recorder?.Length ?? 0;

    /// <summary>The folder in which other processes of the user find it; null where it is not published.</summary>
    public string? PublishedPath => _publisher?.Path;

    /// <summary>Processes that the session keeps in memory now: those that live, and those that ended a moment ago.</summary>
    public int ProcessesInMemory => _loop?.ProcessesInMemory ?? 0;

    /// <summary>When it was suspended.</summary>
    internal CapturePauses Pauses { get; } = new();

    /// <summary>The event stream.</summary>
    public EventBuffer Buffer { get; }

    /// <inheritdoc/>
    public override long OverwrittenSamples => Options.Mode == BufferRetention.Overwrite ? Buffer.OverwrittenSamples : 0;

    /// <inheritdoc/>
    internal override OwnerTable Owners => _loop?.Owners ?? _noOwners;

    /// <inheritdoc/>
    public override CommandResult? Command => _loop?.Command?.Result;

    /// <summary>Starts a session.</summary>
    /// <param name="options">What to capture.</param>
    /// <exception cref="CaptureException">It could not be started; nothing is left open then.</exception>
    public static CaptureSession Start(CaptureOptions options) => Start(options, null);

    /// <summary>Starts a session on a command that somebody else holds and counts.</summary>
    internal static CaptureSession Start(CaptureOptions options, LaunchedCommand? held)
    {
        ArgumentNullException.ThrowIfNull(options);
        var session = new CaptureSession(options);
        try
        {
            session._loop = CaptureStarter.Start(session, held);
        }
        catch (IOException e) when (e.HResult is Errno.EMFILE or Errno.ENFILE)
        {
            // A file of /proc or /sys that says what there is to capture: no event was asked for yet.
            throw PerfFailure.ToException(new PerfAttempt(PerfOperation.Control, "the session", 0, -1), e.HResult);
        }

        if (options.PublishedSize > 0)
            session._publisher = session._loop.Publish();
        SessionRegistry.Add(session);
        try
        {
            session._loop.Run();
            return session;
        }
        catch
        {
            session._publisher?.Dispose();
            SessionRegistry.Remove(session);
            throw;
        }
    }

    /// <summary>
    /// Has everything that was captured by now put into the files of <see cref="Path"/>, and waits for that. Does nothing
    /// without a folder, and where the session has ended.
    /// </summary>
    public void Flush() => _loop?.Flush();

    /// <summary>The probes that are connected, and those that were when the session ended.</summary>
    public IReadOnlyList<Probe> Probes => _loop?.Markers.Probes ?? [];

    /// <summary>Hits of markers that were recorded in the stream.</summary>
    public long RecordedHits => _loop is { } loop ? loop.Markers.Dispatcher.Recorded - (loop.Recorder?.LostHits ?? 0) : 0;

    /// <summary>Connects a probe to a marker, or to several, which arms them. Takes effect before it returns.</summary>
    /// <param name="options">What the probe is to do.</param>
    /// <returns>The probe, with its counts.</returns>
    /// <exception cref="CaptureException">
    /// There is no such marker, it has not the fields that are needed, the source refuses, the session has the same probe
    /// already, or has ended. The session goes on as before.
    /// </exception>
    public Probe AddProbe(ProbeOptions options) => _loop!.Markers.Add(options);

    /// <summary>Disconnects a probe. When this returns it does nothing more.</summary>
    /// <param name="probe">One of <see cref="Probes"/>.</param>
    /// <exception cref="CaptureException">The session does not have it, or has ended.</exception>
    public void RemoveProbe(Probe probe) => _loop!.Markers.Remove(probe);

    /// <summary>
    /// Writes a mark of a name with values into the stream, between the samples of its time; its name as a marker is
    /// <c>mark:</c> and the name. Never waits for room: one that does not fit is lost, and counted.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="values">Values by name: numbers, booleans, texts, times, bytes; all else as text.</param>
    /// <exception cref="CaptureException">The name or the values are none, or the session has ended.</exception>
    public void WriteMark(string name, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        _ = _loop!.Markers.Marks.Write(name, values);
    }

    /// <inheritdoc/>
    public override bool IsComplete => Buffer.IsCompleted;

    /// <inheritdoc/>
    public override void Suspend()
    {
        lock (_gate)
        {
            Require(SessionState.Running, "suspended");
            _loop!.Source.StopSampling();
            ulong now = (ulong)ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
            _loop.Markers.Dispatcher.Suspend(now);
            Pauses.Begin(now);
            _running.Stop();
            State = SessionState.Suspended;
        }
    }

    /// <inheritdoc/>
    public override void Resume()
    {
        lock (_gate)
        {
            Require(SessionState.Suspended, "resumed");
            _loop!.Markers.Dispatcher.Resume((ulong)ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC));
            _loop.Source.StartSampling();
            Pauses.End((ulong)ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC));
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
    /// <remarks>A probe's callback that stops its own session does not wait: the session waits for the callback.</remarks>
    public override void Stop(EndReason reason = EndReason.Stopped)
    {
        RequestStop(reason);
        if (!ProbeWorker.IsOf(this))
            _ended.Wait();
    }

    /// <summary>Asks the session to end, and does not wait for it.</summary>
    internal void RequestStop(EndReason reason) => _loop?.RequestStop(reason);

    /// <inheritdoc/>
    public override bool WaitForEnd(TimeSpan timeout) => _ended.Wait(timeout);

    /// <inheritdoc/>
    public override EventReader OpenReader() => _loop?.OpenReader() ?? new EventReader(Buffer);

    /// <summary>Stops the session and takes it off the list of sessions. What it has captured can still be read.</summary>
    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Stop();
        _publisher?.Dispose();
        SessionRegistry.Remove(this);
    }

    /// <inheritdoc/>
    public override IDisposable? HoldRetained(CancellationToken cancellation = default) =>
        Options.Mode == BufferRetention.Overwrite ? new RetentionHold(Buffer) : null;

    internal void Begin(ulong timestamp)
    {
        StartTimestamp = timestamp;
        StartTime = DateTimeOffset.Now;
        State = SessionState.Running;
        HostName = Environment.MachineName;
        KernelRelease = KernelFacts.Release;
        Architecture = KernelFacts.Architecture;
        BootId = KernelFacts.BootId;
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
