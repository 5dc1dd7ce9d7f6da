using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.Scripts;
using OProf.Capture.Sync;
using OProf.Capture.Tests.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Scripts;

public class ScriptSessionTests : LiveSessionTest
{
    [Fact]
    public void Gives_samples_of_the_thread_that_starts_it_the_scripts_calls()
    {
        var script = new HandCalls();
        script.Frames = [new ScriptFrame("work", "/x/a.ps1", 7)];
        script.Said = [new SessionNotice("OProfTestOnly", "said")];
        int thread = GetTid.Invoke();
        var session = Start(new CaptureOptions { ProcessIds = [Environment.ProcessId], Events = ["cpu-clock"], Frequency = 2000, ScriptCalls = script });
        var reader = session.OpenReader();
        int found = 0;
        Assert.True(SpinWait.SpinUntil(() => (found += Joined()) > 20, Long));
        session.Stop();
        Assert.Contains(session.Notices, notice => notice.Id == "OProfTestOnly");
        Assert.DoesNotContain(session.Notices, notice => notice.Id.StartsWith("OProfScript", StringComparison.Ordinal));

        int Joined()
        {
            int joined = 0;
            while (reader.TryRead(out var entry))
            {
                if (entry.Kind != EventKind.Sample || OutermostOf(session, entry.Stack) is not { } frame)
                    continue;
                Assert.Equal(thread, entry.ThreadId);
                Assert.Equal(("work", 7), (session.Tables.Strings[ScriptPlace.FunctionOf(frame.Offset)], ScriptPlace.LineOf(frame.Offset)));
                joined++;
            }

            return joined;
        }
    }

    [Fact]
    public void Says_that_the_calls_cannot_be_read()
    {
        var script = new HandCalls { Failure = new InvalidOperationException("no such field") };
        var session = Start(new CaptureOptions { ProcessIds = [Environment.ProcessId], Events = ["cpu-clock"], ScriptCalls = script });

        // It gives up by itself, after the last of its attempts.
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref script.Reads) >= 100, Long));
        session.Stop();
        Assert.Equal(100, script.Reads);
        Assert.Contains(session.Notices, notice => notice.Id == "OProfScriptStackUnreadable" && notice.Message.Contains("no such field", StringComparison.Ordinal));
        Assert.All(Samples(session), sample => Assert.Null(OutermostOf(session, sample.Stack)));
    }

    [Fact]
    public void Says_that_outer_calls_are_left_out()
    {
        var script = new HandCalls();
        script.Frames = [.. Enumerable.Range(1, 2000).Select(line => new ScriptFrame("deep", null, line))];
        var session = Start(new CaptureOptions { ProcessIds = [Environment.ProcessId], Events = ["cpu-clock"], ScriptCalls = script });
        session.Stop();
        Assert.Contains(session.Notices, notice => notice.Id == "OProfScriptFramesCut");
    }

    private static StackFrame? OutermostOf(CaptureSession session, int stack)
    {
        var outermost = default(StackFrame);
        for (; stack != 0; stack = session.Stacks.ParentOf(stack))
            outermost = session.Stacks.Frame(session.Stacks.FrameOf(stack));
        return session.Cookies[outermost.Cookie]?.Kind == ImageKind.Script ? outermost : null;
    }

    private sealed class HandCalls : IScriptCalls
    {
        public int Reads;

        public ScriptFrame[] Frames { get; set; } = [];

        public Exception? Failure { get; init; }

        public SessionNotice[] Said { get; set; } = [];

        public IReadOnlyList<SessionNotice> Notices => Said;

        public void Read(List<ScriptFrame> frames)
        {
            Interlocked.Increment(ref Reads);
            if (Failure is not null)
                throw Failure;
            frames.AddRange(Frames);
        }
    }
}
