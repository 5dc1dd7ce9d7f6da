using System.Globalization;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>
/// A session of another process, followed while it runs: read-only, without the other process knowing. What this process
/// is too slow for is missed, and counted.
/// </summary>
public sealed class FollowedSession : Session
{
    private const int PollMilliseconds = 10;
    private const int PollsBetweenLooks = 25;
    private const long Watermark = 1024;
    private const int MaxTurnsToConnect = 100;

    private readonly CommandResult? _command;
    private readonly ManualResetEventSlim _ended = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly PublishedSource _source;
    private readonly FollowedStream _stream;
    private readonly NewDefinitions _definitions;
    private readonly Thread _thread;
    private SessionStatus _status = new() { State = SessionState.Running };
    private long _saidMissed;
    private bool _disposed;

    private FollowedSession(PublishedSession published, PublishedSource source)
        : base(source.Description.ToOptions())
    {
        _source = source;
        var description = source.Description;
        ProcessId = published.ProcessId;
        ForeignId = published.SessionId;
        Path = published.Path;
        Describe(
            description.Target, description.Events, description.Groups,
            [.. description.Cpus.Select(cpu => new CpuLedger(cpu))], description.RingSize);
        StartTime = description.StartTime;
        StartTimestamp = description.StartTimestamp;
        HostName = description.HostName;
        KernelRelease = description.KernelRelease;
        Architecture = description.Architecture;
        BootId = description.BootId;
        State = SessionState.Running;
        if (description.Command is not null)
            _command = new CommandResult { Command = description.Command, ProcessId = description.CommandProcessId ?? 0 };
        Buffer = new EventBuffer(Options.MaxMemory, Watermark, () => Tables.Bytes, BufferRetention.Overwrite);
        _stream = new FollowedStream(this, Buffer);
        _definitions = new NewDefinitions(new Loader(this), this);
        _thread = new Thread(Follow) { IsBackground = true, Name = "OProf follow" };
    }

    /// <summary>The process that captures.</summary>
    public int ProcessId { get; }

    /// <summary>Number of the session in that process.</summary>
    public int ForeignId { get; }

    /// <summary>The folder that it is read from.</summary>
    public string Path { get; }

    /// <summary>The event stream, as far as it was received and is retained.</summary>
    public EventBuffer Buffer { get; }

    /// <inheritdoc/>
    public override TimeSpan Elapsed => _status.Elapsed;

    /// <summary>Samples that were received.</summary>
    public override long SampleCount => _stream.Received;

    /// <summary>Samples that the other process has taken, a moment ago.</summary>
    public long ForeignSampleCount => _status.Samples;

    /// <summary>Samples that were taken and not received: before this process connected, or faster than it could follow.</summary>
    public long MissedSamples => _stream.Missed;

    /// <inheritdoc/>
    public override ulong FirstSampleTimestamp => _stream.FirstTime;

    /// <inheritdoc/>
    public override long MemoryUsed => Buffer.BytesTaken + Tables.Bytes;

    /// <inheritdoc/>
    internal override OwnerTable Owners { get; } = new();

    /// <inheritdoc/>
    public override CommandResult? Command => _command;

    /// <inheritdoc/>
    public override bool IsComplete => Buffer.IsCompleted;

    /// <summary>Follows a session. What is published by now can be read when this returns.</summary>
    /// <exception cref="CaptureException">It cannot be followed.</exception>
    public static FollowedSession Connect(PublishedSession published)
    {
        ArgumentNullException.ThrowIfNull(published);
        PublishedSource? source = null;
        try
        {
            source = new PublishedSource(published.Folder);
            var session = new FollowedSession(published, source);
            source.WaitUntilServed();
            for (int i = 0; i < MaxTurnsToConnect && session.Take(); i++)
            {
                // The ring may hold more than one turn takes.
            }

            session.SayMissed();
            session._thread.Start();
            SessionRegistry.Add(session);
            return session;
        }
        catch (OutOfMemoryException e)
        {
            // What .NET says where the system has no thread.
            source?.Dispose();
            throw PublishErrors.NoThread(published.Path, e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            source?.Dispose();
            throw PublishErrors.Unusable(published.Path, e);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="CaptureException">Always: it belongs to another process.</exception>
    public override void Suspend() => throw PublishErrors.Foreign(this, ProcessId, "suspended");

    /// <inheritdoc/>
    /// <exception cref="CaptureException">Always: it belongs to another process.</exception>
    public override void Resume() => throw PublishErrors.Foreign(this, ProcessId, "resumed");

    /// <summary>Does nothing where it has ended.</summary>
    /// <param name="reason">Not used.</param>
    /// <exception cref="CaptureException">It has not ended: it belongs to another process.</exception>
    public override void Stop(EndReason reason = EndReason.Stopped)
    {
        if (!_ended.IsSet)
            throw PublishErrors.Foreign(this, ProcessId, "stopped");
    }

    /// <inheritdoc/>
    public override bool WaitForEnd(TimeSpan timeout) => _ended.Wait(timeout);

    /// <inheritdoc/>
    public override EventReader OpenReader() => new(Buffer);

    /// <summary>Ends following, and takes it off the list of sessions. What was received can still be read.</summary>
    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _stop.Set();
        _thread.Join();
        SessionRegistry.Remove(this);
    }

    private void Follow()
    {
        try
        {
            // So that it keeps up with the ring, and an event is seen in time, on a machine that is busy.
            SyncPriority.Raise();
            for (int polls = 1; !_stop.IsSet && !IsOver(ref polls); polls++)
            {
                if (Take())
                    polls = 0;
                else
                    _stop.Wait(PollMilliseconds);
            }
        }
        catch (Exception e)
        {
            // Whatever it was: what was received is kept, and the error is on the session.
            bool isKnown = e is IOException or InvalidDataException;
            End(EndReason.Failed, isKnown ? PublishErrors.Unusable(Path, e) : e);
        }

        if (!_ended.IsSet)
            End(EndReason.Interrupted, null);
        _source.Dispose();
    }

    private bool Take()
    {
        bool any;
        lock (Buffer.SyncRoot)
            any = _source.Drain(_stream, _definitions);
        if (any)
        {
            SayMissed();
            Buffer.WakeReaders();
        }

        return any;
    }

    private bool IsOver(ref int polls)
    {
        if (_source.IsAtEnd)
        {
            EndAsSaid();
            return true;
        }

        if (Tables.Bytes > Options.MaxMemory)
        {
            AddNotice("OProfMemoryLimit", $"What the samples of this session refer to has reached its memory limit of {Options.MaxMemory >> 20} MiB; it is no longer followed.");
            End(EndReason.MemoryLimit, null);
            return true;
        }

        if (polls % PollsBetweenLooks != 0 || !_source.IsWriterGone)
            return false;

        // What it published before it died is taken first; so is the end, where it came to that.
        if (Take() || _source.IsAtEnd)
        {
            polls = PollsBetweenLooks - 1;
            return false;
        }

        string message = $"Process {ProcessId}, which captured, ended before the session did; the samples up to then are there.";
        AddNotice("OProfWriterDied", message);
        End(EndReason.Interrupted, new InvalidOperationException(message));
        return true;
    }

    private void EndAsSaid()
    {
        if (_source.EndedBecause is { } reason)
        {
            AddNotice("OProfNotPublished", reason);
            End(EndReason.Interrupted, new InvalidOperationException(reason));
            return;
        }

        if (_command is not null)
        {
            _command.ExitReason = _status.CommandExitReason;
            _command.ExitCode = _status.CommandExitCode;
            _command.Signal = _status.CommandSignal;
            _command.StandardOutput = _status.StandardOutput;
            _command.StandardError = _status.StandardError;
        }

        _stream.Finish(_status.Samples);
        End(_status.EndReason, _status.Failure is { } failure ? new InvalidOperationException(failure) : null);
    }

    private void End(EndReason reason, Exception? failure)
    {
        SayMissed(isLast: true);
        Failure = failure;
        EndReason = reason;
        State = failure is null ? SessionState.Stopped : SessionState.Failed;
        Buffer.Complete();
        _ended.Set();
    }

    // Each time that the number has doubled, so that a follower which is always too slow does not say it all the time.
    private void SayMissed(bool isLast = false)
    {
        long missed = _stream.Missed;
        if (missed == 0 || missed == _saidMissed || (!isLast && missed < 2 * _saidMissed))
            return;
        _saidMissed = missed;
        long before = _stream.BeforeFirst;
        string text = missed == before
            ? string.Create(CultureInfo.InvariantCulture, $"{before} samples were taken before this process connected and are no longer published.")
            : string.Create(CultureInfo.InvariantCulture, $"{missed} samples were not received: {before} were gone when this process connected, {missed - before} came faster than it could take them.");
        AddNotice("OProfFollowerMissed", text);
    }

    private sealed class Loader(FollowedSession session) : DefinitionLoader(session.Tables)
    {
        public override void Describe(SessionDescription description) =>
            throw new InvalidDataException("The session is described twice.");

        public override void KernelSymbol(KernelSymbol symbol) =>
            session.AddKernelSymbol(symbol.Time, symbol.Address, symbol.Length, symbol.Name, symbol.IsRegistered);

        public override void Owner(int processId, uint userId) => session.Owners.Add(processId, userId);

        public override void Notice(SessionNotice notice) => session.AddNotice(notice.Id, notice.Message);

        public override void Ledger(int cpu, ReadOnlySpan<long> counts)
        {
            if (!session.LedgerOf(cpu).Load(counts))
                throw new InvalidDataException($"The ledger of CPU {cpu} has only {counts.Length} counts.");
        }

        public override void Status(SessionStatus status)
        {
            session._status = status;
            if (status.State is SessionState.Running or SessionState.Suspended)
                session.State = status.State;
        }
    }
}
