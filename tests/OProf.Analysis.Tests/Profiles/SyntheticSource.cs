using System.Text;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Analysis.Tests.Profiles;

/// <summary>A source whose samples a test writes itself, through the writer and the tables that a session uses.</summary>
internal sealed class SyntheticSource : IProfileSource
{
    private readonly EventBuffer _buffer = new(4L << 30, 1);
    private readonly EventStreamWriter _writer;
    private readonly StringTable _strings = new();
    private ulong _time;

    public SyntheticSource(params string[] events)
    {
        EventNames = events.Length == 0 ? ["cycles"] : events;
        _writer = new EventStreamWriter(_buffer);
        Tasks = new TaskTable(_strings);
    }

    public IReadOnlyList<string> EventNames { get; }

    public IReadOnlyList<IReadOnlyList<int>> EventGroups { get; init; } = [];

    public CookieTable Cookies { get; } = new();

    public StackTable Stacks { get; } = new();

    public TaskTable Tasks { get; }

    public StringTable Strings => _strings;

    public SchemaTable Schemas { get; } = new();

    public List<KernelSymbol> KernelTexts { get; } = [];

    public IReadOnlyList<KernelSymbol> KernelSymbols => KernelTexts;

    public Dictionary<int, uint> Owners { get; } = [];

    public IReadOnlyDictionary<int, uint> ProcessOwners => Owners;

    public List<SessionNotice> Said { get; } = [];

    public IReadOnlyList<SessionNotice> Notices => Said;

    public IReadOnlyList<CpuLedger> Ledger { get; init; } = [];

    public bool IsComplete => _buffer.IsCompleted;

    public EventReader OpenReader() => new(_buffer);

    public void Complete() => _buffer.Complete();

    public ulong Image(string path) => Cookies.Intern(ImageKind.File, Encoding.UTF8.GetBytes(path), [], 8, 1, 42, 1);

    /// <summary>A call in a script, for <see cref="Chain"/>.</summary>
    public (ulong Cookie, ulong Offset, ProcessorMode Mode) Script(string path, string function, int line) => (
        Cookies.Intern(ImageKind.Script, Encoding.UTF8.GetBytes(path), [], 0, 0, 0, 1),
        ScriptPlace.Of(_strings.Intern(Encoding.UTF8.GetBytes(function)), line),
        ProcessorMode.User);

    public int Task(int processId, int threadId, string name, ulong executable = 0, string cgroup = "") =>
        Tasks.Intern(processId, threadId, _strings.Intern(Encoding.UTF8.GetBytes(name)), executable, _strings.Intern(Encoding.UTF8.GetBytes(cgroup)));

    /// <summary>A chain, innermost frame first; all but the innermost of each mode are return addresses, and calls in scripts are none.</summary>
    public int Chain(params (ulong Cookie, ulong Offset, ProcessorMode Mode)[] frames)
    {
        var keys = new List<FrameKey>();
        for (int index = frames.Length - 1; index >= 0; index--)
        {
            bool isReturn = index > 0 && frames[index - 1].Mode == frames[index].Mode && Cookies[frames[index].Cookie]?.Kind != ImageKind.Script;
            keys.Add(StackTable.KeyOf(frames[index].Cookie, frames[index].Offset, frames[index].Mode, isReturn));
        }

        return Stacks.InternChain(keys.ToArray());
    }

    public void Sample(int task, int stack, ulong period = 1, int eventIndex = 0, int cpu = 0, ulong[]? values = null)
    {
        var frame = Stacks.Frame(Stacks.FrameOf(stack));
        Sample(task, frame, stack, period, eventIndex, cpu, values);
    }

    public void Sample(
        int task, StackFrame place, int stack, ulong period = 1, int eventIndex = 0, int cpu = 0, ulong[]? values = null)
    {
        var info = task >= 0 ? Tasks[task] : new TaskInfo(-1, -1, "", 0);
        bool fits = _writer.Sample(new StreamSample
        {
            Time = ++_time,
            Cpu = cpu,
            Mode = place.Mode,
            Task = task,
            ProcessId = info.ProcessId,
            ThreadId = info.ThreadId,
            ExecutableCookie = info.ExecutableCookie,
            Cookie = place.Cookie,
            Offset = place.Offset,
            Event = eventIndex,
            Period = period,
            Stack = stack,
            Values = values ?? [],
        });
        Assert.True(fits);
    }

    /// <summary>A kind of data records, as markers have them.</summary>
    public ulong Kind(string name) => Schemas.Add(new PayloadSchema(name, null, []));

    public void Hit(ulong kind) => Assert.True(_writer.Data(++_time, kind, 0, 0, []));

    public SampleResolver Resolver(IAddressNames? names = null) => new(this, names ?? new SpelledNames());
}
