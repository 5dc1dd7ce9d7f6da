using System.Text;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Definitions;
using OProf.Capture.Sync;

namespace OProf.Analysis.Tests.Formats.Exports;

/// <summary>A session whose samples a test writes itself.</summary>
internal sealed class SyntheticSession
{
    private readonly EventBuffer _buffer = new(1 << 24, EventBuffer.ChunkWords);
    private readonly EventStreamWriter _writer;

    public SyntheticSession(string path, params string[] events)
    {
        _writer = new EventStreamWriter(_buffer);
        Session = new RecordedSession(
            new SessionDescription
            {
                Name = "synthetic",
                Target = "test",
                Events = events.Length == 0 ? ["cpu-clock"] : events,
                Groups = [],
                Cpus = [0],
                CallGraph = CallGraphMode.FramePointer,
            },
            path, () => new EventReader(_buffer));
    }

    public RecordedSession Session { get; }

    public ulong Image(string path) => Session.Cookies.Intern(ImageKind.File, Encoding.UTF8.GetBytes(path), [], 8, 1, 42, 1);

    public int Task(int processId, int threadId, string name, ulong executable) =>
        Session.Tasks.Intern(processId, threadId, Session.Tables.Strings.Intern(Encoding.UTF8.GetBytes(name)), executable);

    /// <summary>A chain in user space, innermost frame first.</summary>
    public int Chain(params (ulong Cookie, ulong Offset)[] frames) =>
        Session.Stacks.InternChain(Enumerable.Reverse(frames).Select((frame, index) => StackTable.KeyOf(frame.Cookie, frame.Offset, ProcessorMode.User, index < frames.Length - 1)).ToArray());

    public void Sample(ulong time, int task, int processId, int stack, ulong period = 1, int eventIndex = 0)
    {
        var place = Session.Stacks.Frame(Session.Stacks.FrameOf(stack));
        lock (_buffer.SyncRoot)
        {
            _writer.Sample(new StreamSample
            {
                Time = time,
                Cpu = 0,
                Mode = place.Mode,
                Task = task,
                ProcessId = processId,
                ThreadId = processId,
                ExecutableCookie = Session.Tasks[task].ExecutableCookie,
                Cookie = place.Cookie,
                Offset = place.Offset,
                Event = eventIndex,
                Period = period,
                Stack = stack,
            });
        }
    }
}
