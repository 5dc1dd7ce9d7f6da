using System.Globalization;
using OProf.Capture.Markers;
using OProf.Capture.Native;
using OProf.Capture.Recording;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sessions.Publishing;
using OProf.Capture.Sources.PerfEvents;
using OProf.Capture.Sources.PerfEvents.Records;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions;

/// <summary>
/// The sync thread of a session: empties the rings in rounds, sees when the session is over, and cleans up. It alone
/// writes the session's data.
/// </summary>
internal sealed class CaptureLoop
{
    // A reader sees a sample after this time at the latest, the system is woken for nothing no more often than this.
    private const int TickMilliseconds = 50;

    private const long TargetCheckNanoseconds = 1_000_000_000;
    private const long CountedRoundNanoseconds = 250_000_000;

    private static readonly TimeSpan s_commandGrace = TimeSpan.FromSeconds(1);

    private readonly CaptureSession _session;
    private readonly PerfRecordSync _records;
    private readonly AddressSpaces _spaces;
    private readonly WakeEvent _wake;
    private readonly BufferSync<CaptureBuffer, CaptureSink> _sync;
    private readonly bool _endsWithTargets;
    private readonly long _memoryLimit;
    private readonly CpuHotplug? _hotplug;
    private readonly EventReader? _recorded;
    private readonly SessionWindow? _window;
    private readonly Thread _thread;
    private readonly QuietInterval _quietInterval = new();
    private long _samplesBefore;
    private long _requested;
    private ulong _previousRound;
    private ulong _nextTargetCheck;
    private ulong _nextCountedRound;

    public CaptureLoop(
        CaptureSession session, PerfEventSource source, PerfRecordSync records, AddressSpaces spaces, WakeEvent wake,
        LaunchedCommand? command, SessionRecorder? recorder, IReadOnlyList<int>? processIds)
    {
        _session = session;
        Recorder = recorder;
        if (recorder is not null)
            recorder.Attach(records.Writer, _recorded = new EventReader(session.Buffer));
        _window = session.Options.KeepsWindow ? new SessionWindow(session, records) : null;
        Source = source;
        _records = records;
        _spaces = spaces;
        _wake = wake;
        Command = command;
        _endsWithTargets = processIds is not null;
        _memoryLimit = session.MemoryLimit;
        Markers = new SessionMarkers(session, source, records, spaces, wake.Set, processIds);
        _sync = new BufferSync<CaptureBuffer, CaptureSink>(
            CaptureBuffer.Of(source.Rings), new CaptureSink(new PerfRecordSink(records, spaces), Markers.InboxSync),
            session.Buffer.SyncRoot);
        Markers.ReadRingsWith(_sync);
        if (!_endsWithTargets)
            _hotplug = CpuHotplug.Follow(session, source, records, spaces, _sync, wake);
        _thread = new Thread(Capture) { IsBackground = true, Name = "OProf sync" };
    }

    public PerfEventSource Source { get; }

    /// <summary>The session's probes.</summary>
    public SessionMarkers Markers { get; }

    public LaunchedCommand? Command { get; }

    public SessionRecorder? Recorder { get; }

    /// <summary>Publishes the session for other processes; null where it is not.</summary>
    public SessionPublisher? Publisher { get; private set; }

    /// <summary>Begins to publish the session; before <see cref="Run"/>.</summary>
    public SessionPublisher? Publish() => Publisher = SessionPublisher.Start(_session, _records.Writer);

    public string Priority { get; private set; } = "normal";

    public long Samples => _records.Samples;

    public ulong FirstSampleTime => _records.FirstSampleTime;

    public int ProcessesInMemory => _spaces.ProcessCount;

    public OwnerTable Owners => _records.Owners;

    /// <exception cref="CaptureException">There is no thread to be had, or the recording cannot be begun; nothing is left open then.</exception>
    public void Run()
    {
        try
        {
            // Whoever has the session has a recording that can be recovered, whatever happens next.
            Recorder?.Begin();
            _thread.Start();
        }
        catch (CaptureException)
        {
            Release();
            Recorder?.Undo();
            throw;
        }
        catch (OutOfMemoryException e)
        {
            // What .NET says where the system has no thread, or no descriptor that a new thread needs.
            Release();
            Recorder?.Undo();
            throw new CaptureException(
                new CaptureError(
                    "OProfThreadNotStarted", CaptureErrorCategory.ResourceUnavailable,
                    "The session's thread could not be started: the system has no thread, descriptor or memory left for it.",
                    "Check the limits on processes, files and memory (ulimit -u, ulimit -n, ulimit -v)."),
                _session, e);
        }

        Command?.Exited.ContinueWith(_ => _wake.Set(), TaskScheduler.Default);
        Command?.Release();
        Source.BeginTracepoints();
        Markers.BeginScript();
    }

    public void Wake() => _wake.Set();

    /// <summary>A reader of the stream; of a recorded session, whose words are made for readers only, all that is in memory is made into words.</summary>
    public EventReader OpenReader()
    {
        _records.Writer.BeginReading();
        _wake.Set();
        return new EventReader(_session.Buffer);
    }

    /// <summary>Bytes of samples that are not in the stream.</summary>
    public long BytesLogged => _records.Writer.Log?.Bytes ?? 0;

    /// <summary>Has the recording put what it has by now into its files, and waits for it.</summary>
    public void Flush() => Recorder?.WaitForFlush(_wake.Set);

    /// <summary>Asks the session to end; the first reason counts.</summary>
    public void RequestStop(EndReason reason)
    {
        Interlocked.CompareExchange(ref _requested, (long)reason, (long)EndReason.None);
        _wake.Set();
    }

    private static ulong Now() => (ulong)ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);

    private void Capture()
    {
        Exception? failure = null;
        var reason = EndReason.None;
        try
        {
            Priority = SyncPriority.Raise();
            _previousRound = _session.StartTimestamp;
            while (reason == EndReason.None)
            {
                _wake.Wait(Timeout());
                _hotplug?.Look(Now(), samples: _session.State == SessionState.Running);
                Markers.BetweenRounds(Now(), _window);
                NoteEntryPoint();
                Round();
                Round();
                Record();
                Publisher?.Round();
                _session.Buffer.WakeReaders();
                NoteInterval();
                reason = WhyToEnd();
            }
        }
        catch (Exception e)
        {
            // Whatever it was: what was captured is kept, the error is on the session, and nothing is left open.
            failure = e;
        }

        try
        {
            Finish(reason);
        }
        catch (Exception e)
        {
            failure ??= e;
        }

        Release();

        // So that whoever waits for the session finds the command's exit code and output on it.
        Command?.WaitForEnd(s_commandGrace);
        failure = FinishRecording(reason, failure);
        failure = FinishPublishing(reason, failure);
        _session.Buffer.Complete();
        _session.End(reason, failure);
    }

    // Takes what is older than the round before; two of them in a row leave in the rings only what came meanwhile.
    private void Round()
    {
        ulong now = Now();
        _records.LateLimit = _sync.LateLimit;
        _records.CountsRound = now >= _nextCountedRound;
        if (_records.CountsRound)
            _nextCountedRound = now + CountedRoundNanoseconds;
        _sync.Round(_previousRound);
        _previousRound = now;
        _session.Buffer.WakeReadersAtWatermark();
    }

    // A recorded session has only a window in memory, so what comes goes on at once.
    private void FlushRound(int milliseconds)
    {
        _wake.Wait(milliseconds);
        NoteEntryPoint();
        Round();
        Round();
        Record();
        Publisher?.Round();
    }

    // What this round has added goes to disk; what is older than what is to be kept goes from memory.
    private void Record()
    {
        if (_recorded is { } reader)
        {
            Recorder!.Round(reader);
            if (Recorder.Failure is { } failure)
                throw failure;
        }

        _window?.Shrink(Now());
    }

    // A follower that was overtaken goes on with the first words of a round.
    private void NoteEntryPoint()
    {
        if (Publisher is { IsFollowed: true })
            _records.Writer.NoteEntryPoint();
    }

    private Exception? FinishPublishing(EndReason reason, Exception? failure)
    {
        try
        {
            Publisher?.Finish(StatusAtEnd(reason, failure));
        }
        catch (Exception e)
        {
            failure ??= e;
        }

        return failure;
    }

    private SessionStatus StatusAtEnd(EndReason reason, Exception? failure) => SessionStatus.Of(_session) with
    {
        State = failure is null ? SessionState.Stopped : SessionState.Failed,
        EndReason = failure is null ? reason : EndReason.Failed,
        Failure = failure?.Message,
    };

    private Exception? FinishRecording(EndReason reason, Exception? failure)
    {
        if (Recorder is null)
            return failure;
        try
        {
            Recorder.Finish(_recorded!, StatusAtEnd(reason, failure));
            failure ??= Recorder.Failure;
        }
        catch (Exception e)
        {
            failure ??= e;
        }

        Recorder.Dispose();
        return failure;
    }

    private int Timeout()
    {
        int tick = IsQuiet() ? _quietInterval.Milliseconds : TickMilliseconds;
        if (_session.Options.Duration is not { } duration || _session.State != SessionState.Running)
            return tick;
        double left = (duration - _session.Elapsed).TotalMilliseconds;
        return (int)Math.Clamp(Math.Ceiling(left), 0, tick);
    }

    private void NoteInterval()
    {
        long samples = _records.Samples - _samplesBefore;
        _samplesBefore = _records.Samples;
        if (IsQuiet())
            _quietInterval.Note(samples, _records.Writer.Log!.Room);
        else
            _quietInterval.Reset();
    }

    // Whether nobody waits for what comes; the rings wake the thread where they fill.
    private bool IsQuiet() =>
        _records.Writer.Log is { IsLazy: true } && Markers.IsQuiet && _session.Options.MaxSamples is null;

    private EndReason WhyToEnd()
    {
        var requested = (EndReason)Interlocked.Read(ref _requested);
        if (requested != EndReason.None)
            return requested;
        if (_records.Samples >= (_session.Options.MaxSamples ?? long.MaxValue))
            return EndReason.SampleLimit;
        if (IsFull())
            return EndReason.MemoryLimit;
        if (_session.Options.Duration is { } duration && _session.Elapsed >= duration)
            return EndReason.Duration;
        if (Command is { Exited.IsCompleted: true })
            return EndReason.CommandExited;
        return _endsWithTargets && Command is null && TargetsAreGone() ? EndReason.TargetExited : EndReason.None;
    }

    // A window makes room for the stream and its call chains by itself, but not for what else is remembered.
    private bool IsFull() => _window is null
        ? _session.MemoryUsed + _session.Tables.Stacks.ComingGrowth + _spaces.Bytes >= _memoryLimit || _session.Buffer.LostOverflow > 0
        : _session.Tables.Bytes - _session.Tables.Stacks.Bytes + _spaces.Bytes >= _memoryLimit;

    private bool TargetsAreGone()
    {
        if (_spaces.LiveThreads == 0)
            return true;

        // An exit whose record was lost: /proc tells as well, if later.
        ulong now = Now();
        if (now < _nextTargetCheck)
            return false;
        _nextTargetCheck = now + TargetCheckNanoseconds;
        return !_spaces.LiveProcesses.Any(id => Directory.Exists(FormattableString.Invariant($"/proc/{id}")));
    }

    private void Finish(EndReason reason)
    {
        _session.StopClock();
        Source.StopSampling();
        Source.StopTracking();
        ulong end = Now();
        Markers.Flush(FlushRound);
        Markers.Disarm();
        NoteEntryPoint();
        _sync.Round(ulong.MaxValue);
        lock (_session.Buffer.SyncRoot)
            _records.EndOffCpu(end);
        Markers.Finish();
        AccountKernelLosses();
        _spaces.FreeAll();
        foreach (var ring in Source.Rings.Where(r => r.Reader.CorruptBytes > 0))
        {
            _session.AddNotice(
                "OProfRingCorrupt",
                string.Create(CultureInfo.InvariantCulture, $"{ring.Reader.CorruptBytes} bytes of CPU {ring.Cpu}'s ring made no sense and were skipped."));
        }

        SessionSummary.AddNotices(_session, _records, reason);
    }

    // LOST records come with the next record that fits, so the last losses of a ring may have none; and they do not tell
    // what was lost. The events' own counts do both.
    private void AccountKernelLosses()
    {
        if (!Source.TryReadLost(out long[] samples, out long[] others))
            return;
        for (int i = 0; i < samples.Length; i++)
        {
            var ledger = _session.LedgerOf(Source.Rings[i].Cpu);
            long seen = ledger.Lost(LossCause.KernelLostRecord) + ledger.Lost(LossCause.KernelLostSample);
            long unseen = Math.Max(0, samples[i] + others[i] - seen);
            ledger.CountReceived(unseen);
            ledger.CountLost(LossCause.KernelLostRecord, unseen);
            ledger.Reclassify(
                LossCause.KernelLostRecord, LossCause.KernelLostSample, Math.Max(0, samples[i] - ledger.Lost(LossCause.KernelLostSample)));
        }
    }

    private void Release()
    {
        Markers.Dispose();
        Source.Dispose();
        _hotplug?.Dispose();
        _wake.Dispose();
        Command?.Dispose();
    }
}
