using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sessions.Definitions;

/// <summary>
/// Takes what a session's stream refers to by number, each thing once and in the order of the numbers: what is said of a
/// number comes before the first entry that uses it. Whoever keeps a session outside of the process writes these down
/// beside the entries; <see cref="DefinitionLoader"/> makes a session of them again.
/// </summary>
public interface IDefinitionSink
{
    /// <summary>What the session is; comes first, once.</summary>
    void Describe(SessionDescription description);

    /// <summary>A name of the <see cref="StringTable"/>.</summary>
    void String(int index, string text);

    /// <summary>A file of the <see cref="CookieTable"/>.</summary>
    void Image(ImageInfo image);

    /// <summary>A row of the <see cref="TaskTable"/>; its command and its control group are numbers of names, 0 where no group is known.</summary>
    void Task(int row, int processId, int threadId, int command, ulong executableCookie, int cgroup);

    /// <summary>A frame of the <see cref="StackTable"/>: its mode in the low byte of <paramref name="bits"/>, and bit 8 where it is a return address.</summary>
    void Frame(int number, ulong cookie, ulong offset, uint bits);

    /// <summary>A call chain of the <see cref="StackTable"/>: its innermost frame and its callers' chain.</summary>
    void Stack(int number, int parent, int frame);

    /// <summary>The fields of a kind of data records; the kinds come in the order of their numbers in the <see cref="SchemaTable"/>.</summary>
    void Schema(PayloadSchema schema);

    /// <summary>Kernel text that came or went.</summary>
    void KernelSymbol(KernelSymbol symbol);

    /// <summary>The owner of a process that ran code in anonymous memory.</summary>
    void Owner(int processId, uint userId);

    /// <summary>Something that the user has to know.</summary>
    void Notice(SessionNotice notice);

    /// <summary>A CPU's counts as they are now, as <see cref="CpuLedger.CopyTo"/> gives them; the last ones said hold.</summary>
    void Ledger(int cpu, ReadOnlySpan<long> counts);

    /// <summary>Where the session is in its life; the last one said holds.</summary>
    void Status(SessionStatus status);
}
