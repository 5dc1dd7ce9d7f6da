using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions;

/// <summary>
/// A session that was captured some other time, read from a file. Whoever reads the file says the definitions, and gives
/// a reader of the entries whenever one is asked for.
/// </summary>
public sealed class RecordedSession : Session
{
    private readonly Func<EventReader> _openReader;
    private SessionStatus _status = new() { State = SessionState.Running };
    private readonly CommandResult? _command;
    private bool _disposed;

    /// <summary>Makes a session that has no definitions yet.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="path">The folder or file that it is read from.</param>
    /// <param name="openReader">Gives a reader of its entries, from the first on; may be called from any thread, any number of times.</param>
    /// <param name="tables">What the entries' numbers mean, where that is known already; null for tables that are still empty.</param>
    public RecordedSession(SessionDescription description, string path, Func<EventReader> openReader, SessionTables? tables = null)
        : base(description.ToOptions(), takesId: false, tables)
    {
        Path = path;
        _openReader = openReader;
        Describe(
            description.Target, description.Events, description.Groups,
            [.. description.Cpus.Select(cpu => new CpuLedger(cpu))], description.RingSize);
        StartTime = description.StartTime;
        StartTimestamp = description.StartTimestamp;
        HostName = description.HostName;
        KernelRelease = description.KernelRelease;
        Architecture = description.Architecture;
        BootId = description.BootId;
        if (description.Command is not null)
            _command = new CommandResult { Command = description.Command, ProcessId = description.CommandProcessId ?? 0 };
        Definitions = new Loader(this);
    }

    /// <summary>The folder or file that it is read from.</summary>
    public string Path { get; }

    /// <summary>What the file says besides: of the machine, the processor, the command. By name, as text; sizes are bytes, times nanoseconds.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the names of its frames came with it, and are not those of the files that it was captured in.</summary>
    public bool HasGivenNames { get; init; }

    /// <summary>Gives a reader whose samples have no call chains, where that is less work; null where it is not.</summary>
    public Func<EventReader>? ReaderWithoutChains { get; init; }

    /// <summary>All samples added up; null where they are not.</summary>
    internal SampleSums? Sums { get; init; }

    /// <summary>Whether samples of different call chains are told apart in <see cref="Sums"/>.</summary>
    internal bool SumsHaveChains { get; init; }

    /// <summary>Takes the definitions, in the order in which they were said.</summary>
    public IDefinitionSink Definitions { get; }

    /// <inheritdoc/>
    public override TimeSpan Elapsed => _status.Elapsed;

    /// <inheritdoc/>
    public override long SampleCount => _status.Samples;

    /// <inheritdoc/>
    public override ulong FirstSampleTimestamp => _status.FirstSampleTimestamp;

    /// <summary>Bytes held by the tables, and of the entries what is kept beside the file.</summary>
    public override long MemoryUsed => Tables.Bytes + KeptBytes;

    /// <summary>Bytes of entries that are kept in memory, beside the file.</summary>
    public long KeptBytes { get; init; }

    /// <inheritdoc/>
    internal override OwnerTable Owners { get; } = new();

    /// <inheritdoc/>
    public override CommandResult? Command => _command;

    /// <inheritdoc/>
    public override bool IsComplete => true;

    /// <summary>The status that was said last: of a capture that was cut off, an earlier one than that of its end.</summary>
    public SessionStatus LastStatus => _status;

    /// <inheritdoc/>
    /// <exception cref="CaptureException">Always: it has ended.</exception>
    public override void Suspend() => throw HasEnded("suspended");

    /// <inheritdoc/>
    /// <exception cref="CaptureException">Always: it has ended.</exception>
    public override void Resume() => throw HasEnded("resumed");

    /// <summary>Does nothing: it has ended.</summary>
    /// <param name="reason">Not used.</param>
    public override void Stop(EndReason reason = EndReason.Stopped)
    {
    }

    /// <summary>Does not wait: it has ended.</summary>
    /// <param name="timeout">Not used.</param>
    public override bool WaitForEnd(TimeSpan timeout) => true;

    /// <inheritdoc/>
    public override EventReader OpenReader() => _openReader();

    /// <inheritdoc/>
    public override EventReader OpenReaderWithoutChains() => ReaderWithoutChains?.Invoke() ?? _openReader();

    /// <inheritdoc/>
    /// <remarks>None where samples are of groups of events: the members' values are not in the sums.</remarks>
    internal override SampleSums? SumsOf(bool withChains) =>
        (withChains ? SumsHaveChains : Sums is { HasPlaces: true }) && EventGroups.All(static members => members.Count == 0) ? Sums : null;

    /// <summary>Takes it off the list of sessions.</summary>
    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        SessionRegistry.Remove(this);
    }

    /// <summary>Puts it on the list of sessions.</summary>
    public void Register()
    {
        Id = SessionRegistry.NextId();
        SessionRegistry.Add(this);
    }

    /// <summary>Says that all definitions have been read.</summary>
    /// <param name="interruption">What is known of a capture that was cut off before its end; null where its end was recorded.</param>
    /// <param name="status">What counting its entries told, in place of what was said last; null to keep that.</param>
    public void Complete(SessionNotice? interruption, SessionStatus? status = null)
    {
        _status = status ?? _status;
        if (interruption is not null)
            AddNotice(interruption.Id, interruption.Message);
        bool ended = _status.State is SessionState.Stopped or SessionState.Failed;
        State = ended ? _status.State : SessionState.Failed;
        EndReason = ended ? _status.EndReason : EndReason.Interrupted;
        Failure = _status.Failure is { } failure ? new InvalidOperationException(failure) : null;
        if (_command is not null)
        {
            _command.ExitReason = _status.CommandExitReason;
            _command.ExitCode = _status.CommandExitCode;
            _command.Signal = _status.CommandSignal;
            _command.StandardOutput = _status.StandardOutput;
            _command.StandardError = _status.StandardError;
        }
    }

    /// <summary>Says something that the user has to know.</summary>
    /// <param name="id">Stable id.</param>
    /// <param name="message">What it means.</param>
    public new void AddNotice(string id, string message) => base.AddNotice(id, message);

    /// <summary>
    /// Takes over the numbers of samples and recorded hits that were counted in the entries themselves, of a capture whose last
    /// ledger is older than its end; what was received follows.
    /// </summary>
    /// <param name="delivered">Samples and hits by CPU.</param>
    public void SetDelivered(IReadOnlyDictionary<int, long> delivered)
    {
        foreach (int cpu in delivered.Keys)
            LedgerOf(cpu);
        foreach (var ledger in Ledger)
            ledger.SetDelivered(delivered.GetValueOrDefault(ledger.Cpu));
    }

    private CaptureException HasEnded(string verb) => new(
        new CaptureError(
            "OProfSessionState", CaptureErrorCategory.InvalidOperation,
            $"Session '{Name}' was read from {Path} and can't be {verb}.", "Only a session that captures now can be."),
        this);

    private sealed class Loader(RecordedSession session) : DefinitionLoader(session.Tables)
    {
        public override void Describe(SessionDescription description) =>
            throw new InvalidDataException("The session is described twice.");

        public override void KernelSymbol(KernelSymbol symbol) =>
            session.AddKernelSymbol(symbol.Time, symbol.Address, symbol.Length, symbol.Name, symbol.IsRegistered);

        public override void Owner(int processId, uint userId) => session.Owners.Add(processId, userId);

        public override void Notice(SessionNotice notice) => session.AddNotice(notice.Id, notice.Message);

        public override void Ledger(int cpu, ReadOnlySpan<long> counts)
        {
            var ledger = session.LedgerOf(cpu);
            if (!ledger.Load(counts))
                throw new InvalidDataException($"The ledger of CPU {cpu} has only {counts.Length} counts.");
        }

        public override void Status(SessionStatus status) => session._status = status;
    }
}
