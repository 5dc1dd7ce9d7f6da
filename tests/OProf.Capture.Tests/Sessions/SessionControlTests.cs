using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sessions;

public class SessionControlTests : LiveSessionTest
{
    [Fact]
    public void Takes_no_samples_while_suspended_and_knows_what_was_started_meanwhile()
    {
        var before = Burn();
        var session = Start(new CaptureOptions { Frequency = 2000 });
        WaitForSamplesOf(session, before.Id);
        session.Suspend();
        ulong from = Now();
        var elapsed = session.Elapsed;
        Assert.Equal(SessionState.Suspended, session.State);

        // Time in which there would be samples: something that lets the burner run.
        var meanwhile = Keep(new ShellProcess("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo ready; while :; do :; done"));
        Assert.Equal("ready", meanwhile.ReadLine());
        Assert.Equal(elapsed, session.Elapsed);
        ulong to = Now();
        session.Resume();
        Assert.Equal(SessionState.Running, session.State);
        WaitForSamplesOf(session, meanwhile.Id);
        session.Stop();
        var samples = Samples(session);
        Assert.DoesNotContain(samples, sample => sample.Time > from && sample.Time < to);
        Assert.Contains(samples, sample => sample.Time < from);
        Assert.All(
            samples.Where(sample => sample.ProcessId == meanwhile.Id && sample.Mode == ProcessorMode.User),
            sample => Assert.False(string.IsNullOrEmpty(session.Cookies[sample.Cookie]?.Path)));
        Assert.Equal(0, session.Ledger.Sum(ledger => ledger.Lost(LossCause.SampleLostNoMm)));
    }

    [Fact]
    public void Refuses_what_does_not_go_with_its_state()
    {
        var session = Start(new CaptureOptions { Name = "mine" });
        Assert.Equal("OProfSessionState", Assert.Throws<CaptureException>(session.Resume).Error.Id);
        session.Suspend();
        Assert.Equal("OProfSessionState", Assert.Throws<CaptureException>(session.Suspend).Error.Id);
        session.Stop();
        var error = Assert.Throws<CaptureException>(session.Suspend).Error;
        Assert.Equal(("OProfSessionState", CaptureErrorCategory.InvalidOperation), (error.Id, error.Category));
        Assert.Contains("'mine' is Stopped", error.Message, StringComparison.Ordinal);
        Assert.Equal("OProfSessionState", Assert.Throws<CaptureException>(session.Resume).Error.Id);
    }

    [Fact]
    public void Can_be_stopped_by_several_threads_at_once_and_again()
    {
        for (int i = 0; i < 5; i++)
        {
            var session = Start(new CaptureOptions());
            Parallel.Invoke(() => session.Stop(), () => session.Stop(), session.Dispose, () => session.Stop(EndReason.PipelineEnded));
            Assert.Contains(session.EndReason, (EndReason[])[EndReason.Stopped, EndReason.PipelineEnded]);
            var reason = session.EndReason;
            session.Stop(EndReason.PipelineEnded);
            Assert.Equal((reason, SessionState.Stopped), (session.EndReason, session.State));
        }
    }

    [Fact]
    public void Can_be_stopped_while_suspended_and_while_others_suspend_it()
    {
        var suspended = Start(new CaptureOptions());
        suspended.Suspend();
        suspended.Stop();
        Assert.Equal((SessionState.Stopped, EndReason.Stopped), (suspended.State, suspended.EndReason));
        var session = Start(new CaptureOptions());
        Parallel.Invoke(() => Toggle(session), () => Toggle(session), () => session.Stop());
        Assert.Equal(SessionState.Stopped, session.State);
    }

    [Fact]
    public void Is_listed_until_it_is_disposed_of()
    {
        var first = Start(new CaptureOptions { Name = "first" });
        var second = Start(new CaptureOptions());
        Assert.Equal([first, second], SessionRegistry.Sessions);
        Assert.True(second.Id > first.Id);
        Assert.Equal(("first", $"OProf{second.Id}"), (first.Name, second.Name));
        first.Stop();
        Assert.Equal([first, second], SessionRegistry.Sessions);
        first.Dispose();
        first.Dispose();
        Assert.Equal([second], SessionRegistry.Sessions);
    }

    [Fact]
    public void Can_be_read_while_it_runs_and_after_it_was_disposed_of()
    {
        var burner = Burn();
        var session = Start(new CaptureOptions { Frequency = 2000 });
        WaitForSamplesOf(session, burner.Id);
        session.Dispose();
        Assert.NotEmpty(Samples(session));
        Assert.NotEmpty(session.Tasks[Samples(session)[0].Task].Command);
    }

    private static void Toggle(CaptureSession session)
    {
        try
        {
            while (true)
            {
                session.Suspend();
                session.Resume();
            }
        }
        catch (CaptureException e)
        {
            // The other thread was first, or the session has been stopped.
            Assert.Equal("OProfSessionState", e.Error.Id);
        }
    }

    private static void WaitForSamplesOf(CaptureSession session, int processId)
    {
        var reader = session.OpenReader();
        while (reader.Wait(Long))
        {
            while (reader.TryRead(out var entry))
            {
                if (entry.Kind == EventKind.Sample && entry.ProcessId == processId && entry.Time > session.StartTimestamp)
                    return;
            }

            Assert.False(reader.IsAtEnd, "the session has ended");
        }
    }
}
