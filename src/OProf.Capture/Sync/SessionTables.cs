using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sync;

/// <summary>What the event stream's numbers mean: one set for each session.</summary>
public sealed class SessionTables
{
    /// <summary>Makes empty tables.</summary>
    public SessionTables() => Tasks = new TaskTable(Strings);

    /// <summary>Names.</summary>
    public StringTable Strings { get; } = new();

    /// <summary>Files.</summary>
    public CookieTable Cookies { get; } = new();

    /// <summary>Call chains.</summary>
    public StackTable Stacks { get; } = new();

    /// <summary>Tasks that samples were taken of.</summary>
    public TaskTable Tasks { get; private set; }

    /// <summary>Kinds of data records with fields.</summary>
    public SchemaTable Schemas { get; } = new();

    /// <summary>Begins the table of tasks anew, before anybody else than the one writer knows of it.</summary>
    internal void RenewTasks() => Tasks = new TaskTable(Strings);

    /// <summary>Bytes held by all of them.</summary>
    public long Bytes => Strings.Bytes + Cookies.Bytes + Stacks.Bytes + Tasks.Bytes + Schemas.Bytes;
}
