using System.Diagnostics.CodeAnalysis;
using OProf.Capture.Environments;
using OProf.Capture.Sync;

namespace OProf.Capture.Sessions;

/// <summary>
/// Something that was captured, or is being captured now, and what has to be known about it: by this process, by another
/// one, or some other time. Its stream may be read by any number of readers while it grows.
/// </summary>
public abstract class Session : IDisposable
{
    private const int MaxKernelSymbols = 1 << 16;
    private readonly List<SessionNotice> _notices = [];
    private readonly List<KernelSymbol> _kernelSymbols = [];

    /// <summary>Makes a session; it is not on the list of sessions yet.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="takesId">Whether it is one that users see from the beginning; else it has no id until it is registered.</param>
    /// <param name="tables">What the stream's numbers mean, where that is there already; null for empty tables.</param>
    private protected Session(CaptureOptions options, bool takesId = true, SessionTables? tables = null)
    {
        Tables = tables ?? new SessionTables();
        Options = options;
        Id = takesId ? SessionRegistry.NextId() : 0;
        Name = options.Name ?? FormattableString.Invariant($"OProf{Id}");
    }

    /// <summary>Number of the session, unique in this process; 1 and up. 0 for one that was never registered.</summary>
    public int Id { get; private protected set; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it was asked to do.</summary>
    public CaptureOptions Options { get; }

    /// <summary>Where it is in its life.</summary>
    public SessionState State { get; private protected set; }

    /// <summary>Why it ended; <see cref="EndReason.None"/> while it has not.</summary>
    public EndReason EndReason { get; private protected set; }

    /// <summary>The error that ended it, where one did.</summary>
    public Exception? Failure { get; private protected set; }

    /// <summary>Wall-clock time of its start.</summary>
    public DateTimeOffset StartTime { get; private protected set; }

    /// <summary>CLOCK_MONOTONIC nanoseconds of its start, which the samples' times count from the same zero as.</summary>
    public ulong StartTimestamp { get; private protected set; }

    /// <summary>How long it has captured, suspensions not counted.</summary>
    public abstract TimeSpan Elapsed { get; }

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

    /// <summary>Samples that were captured; those of them that were overwritten cannot be read any more.</summary>
    public abstract long SampleCount { get; }

    /// <summary>Samples that were dropped for newer ones, in whole chunks of the buffer; 0 for sessions that keep all.</summary>
    public virtual long OverwrittenSamples => 0;

    /// <summary>
    /// Records that were lost, whatever the cause; those that came after the number of samples which was asked for were not
    /// wanted, and are not counted here.
    /// </summary>
    public long LostCount
    {
        get
        {
            long lost = 0;
            foreach (var cpu in Ledger)
                lost += cpu.LostTotal - cpu.Lost(LossCause.AfterEnd);
            return lost;
        }
    }

    /// <summary>CLOCK_MONOTONIC nanoseconds of the first sample; 0 where there is none.</summary>
    public abstract ulong FirstSampleTimestamp { get; }

    /// <summary>Bytes held by the samples and the tables they refer to.</summary>
    public abstract long MemoryUsed { get; }

    /// <summary>Fallbacks, guesses and limits that a reader of the result has to know.</summary>
    public IReadOnlyList<SessionNotice> Notices
    {
        get
        {
            lock (_notices)
                return [.. _notices];
        }
    }

    /// <summary>What the stream's numbers mean.</summary>
    public SessionTables Tables { get; }

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
    public IReadOnlyDictionary<int, uint> ProcessOwners => Owners.ById;

    /// <summary>The counts of each CPU.</summary>
    public IReadOnlyList<CpuLedger> Ledger { get; private set; } = [];

    /// <summary>The command that was launched; null where none was.</summary>
    public abstract CommandResult? Command { get; }

    /// <summary>Name of the machine that it was captured on.</summary>
    public string HostName { get; private protected set; } = "";

    /// <summary>Release of that machine's kernel.</summary>
    public string KernelRelease { get; private protected set; } = "";

    /// <summary>Architecture of that machine, as <c>uname -m</c> says it.</summary>
    public string Architecture { get; private protected set; } = "";

    /// <summary>The kernel's id of the boot that it was captured in.</summary>
    public string BootId { get; private protected set; } = "";

    /// <summary>
    /// Whether it was captured since this machine was started, so that its kernel addresses and process ids mean something
    /// here.
    /// </summary>
    public bool IsOfThisBoot => BootId.Length > 0 && BootId == KernelFacts.BootId;

    /// <summary>Whether nothing will be added to the stream any more.</summary>
    public abstract bool IsComplete { get; }

    /// <summary>Pauses: no samples are taken until <see cref="Resume"/>. Processes and mappings are still followed.</summary>
    /// <exception cref="CaptureException">The session is not running, or is not this process's to control.</exception>
    public abstract void Suspend();

    /// <summary>Goes on after a pause.</summary>
    /// <exception cref="CaptureException">The session is not suspended, or is not this process's to control.</exception>
    public abstract void Resume();

    /// <summary>
    /// Ends the session and waits until all that was captured can be read. Does nothing where it has ended.
    /// </summary>
    /// <param name="reason">The reason to note.</param>
    /// <exception cref="CaptureException">The session is not this process's to control.</exception>
    public abstract void Stop(EndReason reason = EndReason.Stopped);

    /// <summary>Waits until the session has ended by itself or by <see cref="Stop"/>.</summary>
    /// <param name="timeout">Longest time to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>Whether it has ended.</returns>
    public abstract bool WaitForEnd(TimeSpan timeout);

    /// <summary>A new reader of the stream, from the beginning of what is retained.</summary>
    public abstract EventReader OpenReader();

    /// <summary>
    /// A like reader for who looks at no call chain. Where they would have to be put together for it, as those of a perf.data
    /// file, its samples have none, which saves most of the work; else they have them all the same.
    /// </summary>
    public virtual EventReader OpenReaderWithoutChains() => OpenReader();

    /// <summary>All samples added up, for who needs no times; null where that was not done as they were read.</summary>
    /// <param name="withChains">Whether samples of different call chains have to be told apart.</param>
    internal virtual SampleSums? SumsOf(bool withChains) => null;

    /// <summary>Gives back what the session holds, and takes it off the list of sessions.</summary>
    [SuppressMessage("Design", "CA1063:Implement IDisposable Correctly", Justification = "The derived classes hold only managed state and what they close here.")]
    public abstract void Dispose();

    /// <summary>Keeps what is retained now, and what it refers to, until the result is disposed of; waits for others who do.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Null where nothing has to be held, as nothing is ever dropped.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public virtual IDisposable? HoldRetained(CancellationToken cancellation = default) => null;

    /// <summary>The ledger of a CPU; makes it where the CPU came later.</summary>
    internal CpuLedger LedgerOf(int cpu)
    {
        if (Ledger.FirstOrDefault(ledger => ledger.Cpu == cpu) is { } found)
            return found;
        var added = new CpuLedger(cpu);
        Ledger = [.. Ledger.Append(added).OrderBy(ledger => ledger.Cpu)];
        Cpus = [.. Ledger.Select(ledger => ledger.Cpu)];
        return added;
    }

    /// <summary>What <see cref="ProcessOwners"/> is made of.</summary>
    internal abstract OwnerTable Owners { get; }

    internal int NoticeCount => Count(_notices);

    internal int KernelSymbolCount => Count(_kernelSymbols);

    internal SessionNotice Notice(int index) => Item(_notices, index);

    internal KernelSymbol KernelSymbol(int index) => Item(_kernelSymbols, index);

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

    private static int Count<T>(List<T> list)
    {
        lock (list)
            return list.Count;
    }

    private static T Item<T>(List<T> list, int index)
    {
        lock (list)
            return list[index];
    }
}
