using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Sessions.Publishing;

/// <summary>Passes on only what is not in the tables yet: a later file of definitions says again what an earlier one said.</summary>
internal sealed class NewDefinitions(IDefinitionSink inner, Session session) : IDefinitionSink
{
    private readonly SessionTables _tables = session.Tables;
    private int _kernelSymbols;
    private int _schemas;

    /// <summary>Begins with another file.</summary>
    public void Restart()
    {
        _kernelSymbols = 0;
        _schemas = 0;
    }

    /// <inheritdoc/>
    public void Schema(PayloadSchema schema)
    {
        if (_schemas++ >= _tables.Schemas.Count)
            inner.Schema(schema);
    }

    /// <inheritdoc/>
    public void Describe(SessionDescription description) => inner.Describe(description);

    /// <inheritdoc/>
    public void String(int index, string text)
    {
        if (index >= _tables.Strings.Count)
            inner.String(index, text);
    }

    /// <inheritdoc/>
    public void Image(ImageInfo image)
    {
        if (image.Cookie > (ulong)_tables.Cookies.Count)
            inner.Image(image);
    }

    /// <inheritdoc/>
    public void Task(int row, int processId, int threadId, int command, ulong executableCookie, int cgroup)
    {
        if (row >= _tables.Tasks.Count)
            inner.Task(row, processId, threadId, command, executableCookie, cgroup);
    }

    /// <inheritdoc/>
    public void Frame(int number, ulong cookie, ulong offset, uint bits)
    {
        if (number >= _tables.Stacks.FrameCount)
            inner.Frame(number, cookie, offset, bits);
    }

    /// <inheritdoc/>
    public void Stack(int number, int parent, int frame)
    {
        if (number >= _tables.Stacks.Count)
            inner.Stack(number, parent, frame);
    }

    /// <inheritdoc/>
    public void KernelSymbol(KernelSymbol symbol)
    {
        if (_kernelSymbols++ >= session.KernelSymbolCount)
            inner.KernelSymbol(symbol);
    }

    /// <inheritdoc/>
    public void Owner(int processId, uint userId) => inner.Owner(processId, userId);

    /// <inheritdoc/>
    public void Notice(SessionNotice notice) => inner.Notice(notice);

    /// <inheritdoc/>
    public void Ledger(int cpu, ReadOnlySpan<long> counts) => inner.Ledger(cpu, counts);

    /// <inheritdoc/>
    public void Status(SessionStatus status) => inner.Status(status);
}
