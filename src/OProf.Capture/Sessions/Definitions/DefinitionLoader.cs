using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sessions.Definitions;

/// <summary>
/// Puts definitions into the tables of a session that is read from somewhere, so that every number means there what it
/// meant where it was written.
/// </summary>
/// <remarks>Trusts nothing: a number out of its order, or one that refers to what is not there, is an error.</remarks>
public abstract class DefinitionLoader : IDefinitionSink
{
    private readonly SessionTables _tables;

    /// <summary>Loads into empty tables.</summary>
    protected DefinitionLoader(SessionTables tables) => _tables = tables;

    /// <inheritdoc/>
    public abstract void Describe(SessionDescription description);

    /// <inheritdoc/>
    public void String(int index, string text)
    {
        // The empty name is there from the start.
        if (index != 0 || text.Length != 0)
            Require(_tables.Strings.Load(index, text), "name", index);
    }

    /// <inheritdoc/>
    public void Image(ImageInfo image) => Require(_tables.Cookies.Load(image), "image", (long)image.Cookie);

    /// <inheritdoc/>
    public void Task(int row, int processId, int threadId, int command, ulong executableCookie, int cgroup) =>
        Require(_tables.Tasks.Load(row, new TaskKey(processId, threadId, command, cgroup, executableCookie)), "task", row);

    /// <inheritdoc/>
    public void Frame(int number, ulong cookie, ulong offset, uint bits) =>
        Require(_tables.Stacks.LoadFrame(number, new FrameKey(cookie, offset, bits)), "frame", number);

    /// <inheritdoc/>
    public void Stack(int number, int parent, int frame) => Require(_tables.Stacks.LoadStack(number, parent, frame), "call chain", number);

    /// <inheritdoc/>
    public void Schema(PayloadSchema schema) => _tables.Schemas.Add(schema);

    /// <inheritdoc/>
    public abstract void KernelSymbol(KernelSymbol symbol);

    /// <inheritdoc/>
    public abstract void Owner(int processId, uint userId);

    /// <inheritdoc/>
    public abstract void Notice(SessionNotice notice);

    /// <inheritdoc/>
    public abstract void Ledger(int cpu, ReadOnlySpan<long> counts);

    /// <inheritdoc/>
    public abstract void Status(SessionStatus status);

    private static void Require(bool loaded, string what, long number)
    {
        if (!loaded)
            throw new InvalidDataException($"The definition of {what} {number} is out of its order, or refers to what is not defined.");
    }
}
