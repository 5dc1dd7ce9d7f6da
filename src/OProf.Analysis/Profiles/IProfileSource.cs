using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Analysis.Profiles;

/// <summary>Where samples come from, with the tables that say what their numbers mean: a session, or a file of one.</summary>
public interface IProfileSource
{
    /// <summary>Names of the events; a sample has an index into it.</summary>
    IReadOnlyList<string> EventNames { get; }

    /// <summary>For each event, the indices in <see cref="EventNames"/> of the members whose values its samples carry, in their order.</summary>
    IReadOnlyList<IReadOnlyList<int>> EventGroups { get; }

    /// <summary>The files that samples fell into.</summary>
    CookieTable Cookies { get; }

    /// <summary>The call chains.</summary>
    StackTable Stacks { get; }

    /// <summary>The tasks that samples were taken of.</summary>
    TaskTable Tasks { get; }

    /// <summary>The kinds of data records with fields.</summary>
    SchemaTable Schemas => SchemaTable.Empty;

    /// <summary>Names that the frames of scripts refer to (<see cref="ScriptPlace"/>); null where there are no such frames.</summary>
    StringTable? Strings => null;

    /// <summary>Kernel text that came or went while samples were taken, in the order of time; grows.</summary>
    IReadOnlyList<KernelSymbol> KernelSymbols { get; }

    /// <summary>The user id of each process that was seen: whose map of generated code is to be trusted.</summary>
    IReadOnlyDictionary<int, uint> ProcessOwners { get; }

    /// <summary>What the source itself says about its samples: fallbacks, guesses, limits.</summary>
    IReadOnlyList<SessionNotice> Notices { get; }

    /// <summary>The counts of each CPU.</summary>
    IReadOnlyList<CpuLedger> Ledger { get; }

    /// <summary>Whether nothing will be added any more.</summary>
    bool IsComplete { get; }

    /// <summary>A reader that begins with the first sample that is retained.</summary>
    EventReader OpenReader();

    /// <summary>A like reader for who looks at no call chain: its samples need not have theirs.</summary>
    EventReader OpenReaderWithoutChains() => OpenReader();

    /// <summary>All samples added up, for who needs no times; null where nobody did that.</summary>
    /// <param name="withChains">Whether samples of different call chains have to be told apart.</param>
    internal SampleSums? SumsOf(bool withChains) => null;
}
