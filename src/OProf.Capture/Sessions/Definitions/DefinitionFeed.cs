using OProf.Capture.Sync;

namespace OProf.Capture.Sessions.Definitions;

/// <summary>
/// Says of a session's tables what has been added since the last time, so that it is written down before what refers to
/// it. For one thread: that which writes the tables, between two rounds, or any other one, while nothing is dropped.
/// </summary>
public sealed class DefinitionFeed
{
    private readonly Session _session;
    private readonly long[] _counts = new long[CpuLedger.CountsLength];
    private int _strings;
    private int _images;
    private int _tasks;
    private int _frames;
    private int _stacks;
    private int _schemas;
    private int _kernelSymbols;
    private int _notices;
    private int _owners;

    /// <summary>Begins with everything that a session has.</summary>
    public DefinitionFeed(Session session)
    {
        _session = session;
        _frames = session.Tables.Stacks.FirstFrame;
        _stacks = session.Tables.Stacks.FirstStack;
    }

    /// <summary>Whether things that were not said yet have been dropped: what would be said now has a gap.</summary>
    public bool HasMissed => _frames < _session.Tables.Stacks.FirstFrame || _stacks < _session.Tables.Stacks.FirstStack;

    /// <summary>Says what is new in the tables.</summary>
    /// <param name="sink">Who takes it.</param>
    public void Update<TSink>(ref TSink sink)
        where TSink : IDefinitionSink
    {
        // Whoever adds meanwhile adds a thing after what it refers to. So what refers is counted first, what it refers to
        // is counted after it, and nothing is said that refers to what is not.
        var tables = _session.Tables;
        int stacks = tables.Stacks.Count;
        int frames = tables.Stacks.FrameCount;
        int tasks = tables.Tasks.Count;
        int images = tables.Cookies.Count;
        int strings = tables.Strings.Count;
        for (; _schemas < tables.Schemas.Count; _schemas++)
            sink.Schema(tables.Schemas[EventCode.FirstSchema + (ulong)_schemas]!);
        for (; _strings < strings; _strings++)
            sink.String(_strings, tables.Strings[_strings]);
        for (; _images < images; _images++)
            sink.Image(tables.Cookies[(ulong)_images + 1]!);
        for (; _tasks < tasks; _tasks++)
        {
            var key = tables.Tasks.Key(_tasks);
            sink.Task(_tasks, key.ProcessId, key.ThreadId, key.CommandIndex, key.ExecutableCookie, key.CgroupIndex);
        }

        for (; _frames < frames; _frames++)
        {
            var key = tables.Stacks.FrameKey(_frames);
            sink.Frame(_frames, key.Cookie, key.Offset, key.Bits);
        }

        for (; _stacks < stacks; _stacks++)
        {
            var node = tables.Stacks.Node(_stacks);
            sink.Stack(_stacks, node.Parent, node.Frame);
        }

        Rare(ref sink);
    }

    /// <summary>Says the counts and the state, which change without growing.</summary>
    /// <param name="sink">Who takes it.</param>
    public void UpdateStatus<TSink>(ref TSink sink)
        where TSink : IDefinitionSink
    {
        Rare(ref sink);
        foreach (var cpu in _session.Ledger)
        {
            cpu.CopyTo(_counts);
            sink.Ledger(cpu.Cpu, _counts);
        }

        sink.Status(SessionStatus.Of(_session));
    }

    private void Rare<TSink>(ref TSink sink)
        where TSink : IDefinitionSink
    {
        for (; _kernelSymbols < _session.KernelSymbolCount; _kernelSymbols++)
            sink.KernelSymbol(_session.KernelSymbol(_kernelSymbols));
        for (; _notices < _session.NoticeCount; _notices++)
            sink.Notice(_session.Notice(_notices));
        for (; _owners < _session.Owners.Count; _owners++)
            sink.Owner(_session.Owners[_owners].ProcessId, _session.Owners[_owners].UserId);
    }
}
