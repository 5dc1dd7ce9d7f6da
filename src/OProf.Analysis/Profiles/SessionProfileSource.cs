using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Analysis.Profiles;

/// <summary>A session as a source. What a session has captured can be read after its disposal as well.</summary>
internal sealed class SessionProfileSource(Session session) : IProfileSource
{
    /// <inheritdoc/>
    public IReadOnlyList<string> EventNames { get; } = session.EventNames;

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<int>> EventGroups { get; } = session.EventGroups;

    /// <inheritdoc/>
    public CookieTable Cookies { get; } = session.Cookies;

    /// <inheritdoc/>
    public StackTable Stacks { get; } = session.Stacks;

    /// <inheritdoc/>
    public TaskTable Tasks { get; } = session.Tasks;

    /// <inheritdoc/>
    public SchemaTable Schemas { get; } = session.Tables.Schemas;

    /// <inheritdoc/>
    public StringTable? Strings { get; } = session.Tables.Strings;

    /// <inheritdoc/>
    public IReadOnlyList<KernelSymbol> KernelSymbols => session.KernelSymbols;

    /// <inheritdoc/>
    public IReadOnlyDictionary<int, uint> ProcessOwners => session.ProcessOwners;

    /// <inheritdoc/>
    public IReadOnlyList<SessionNotice> Notices => session.Notices;

    /// <inheritdoc/>
    public IReadOnlyList<CpuLedger> Ledger => session.Ledger;

    /// <inheritdoc/>
    public bool IsComplete => session.IsComplete;

    /// <inheritdoc/>
    public EventReader OpenReader() => session.OpenReader();

    /// <inheritdoc/>
    public EventReader OpenReaderWithoutChains() => session.OpenReaderWithoutChains();

    /// <inheritdoc/>
    SampleSums? IProfileSource.SumsOf(bool withChains) => session.SumsOf(withChains);
}
