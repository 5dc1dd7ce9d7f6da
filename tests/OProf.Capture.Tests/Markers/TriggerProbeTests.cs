using OProf.Capture.Markers;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Markers;

/// <summary>Triggers: what fires them, how often, and what they do.</summary>
public sealed class TriggerProbeTests : ProbedSessionTest, IDisposable
{
    private static readonly Marker<int> s_marker = Marker.Create<int>("trigger:marker", "number");

    private readonly string _folder = Directory.CreateTempSubdirectory("oprof-trigger-").FullName;

    // Has the markers made before a test asks for them by name.
    static TriggerProbeTests()
    {
    }

    public new void Dispose()
    {
        base.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void StopEndsTheSessionWithTheHitInTheStream(bool hasCondition)
    {
        var session = Start(Quiet);
        var trigger = (TriggerProbe)session.AddProbe(new TriggerProbeOptions
        {
            Marker = "trigger:marker",
            Action = TriggerAction.Stop,
            Filter = hasCondition ? null : "number == 7",
            When = hasCondition ? hit => (long)hit["number"]! == 7 : null,
        });
        for (int i = 0; i < 20; i++)
            s_marker.Hit(i);
        Assert.True(session.WaitForEnd(Long));
        Assert.Equal((EndReason.Trigger, 1L, 0L), (session.EndReason, trigger.Fired, trigger.Errors));
        Assert.Equal(7L, Assert.Single(Hits(session)).Payload["number"]);
    }

    [Fact]
    public void SuspendAndResumeAreFollowed()
    {
        var session = Start(Quiet);
        session.AddProbe(new TriggerProbeOptions { Marker = "trigger:marker", Action = TriggerAction.Suspend, Filter = "number == 1", EachTime = true });
        session.AddProbe(new TriggerProbeOptions { Marker = "trigger:marker", Action = TriggerAction.Resume, Filter = "number == 2", EachTime = true });
        for (int i = 0; i < 3; i++)
        {
            s_marker.Hit(1);
            Await(() => session.State == SessionState.Suspended, "the session is not suspended");
            s_marker.Hit(2);
            Await(() => session.State == SessionState.Running, "the session does not run");
        }

        session.Stop();
    }

    [Fact]
    public void AConditionThatThrowsIsCountedAndDoesNotFire()
    {
        var session = Start(Quiet);
        var trigger = (TriggerProbe)session.AddProbe(new TriggerProbeOptions
        {
            Marker = "trigger:marker",
            Action = TriggerAction.Stop,
            When = _ => throw new InvalidOperationException("no"),
        });
        s_marker.Hit(1);
        Await(() => trigger.Errors == 1, "the condition was not asked");
        Assert.Equal((SessionState.Running, 0L, "no"), (session.State, trigger.Fired, trigger.LastError?.Message));
        session.Stop();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ASnapshotIsWrittenOnceOrEachTime(bool eachTime)
    {
        var session = Start(Quiet with { Mode = BufferRetention.Overwrite });
        string path = Path.Combine(_folder, "snapshot");
        var trigger = (TriggerProbe)session.AddProbe(new TriggerProbeOptions
        {
            Marker = "trigger:marker",
            Action = TriggerAction.Snapshot,
            Path = path,
            EachTime = eachTime,
        });
        s_marker.Hit(1);
        Await(() => trigger.Snapshots.Count == 1 || trigger.Errors > 0, "no snapshot");
        s_marker.Hit(2);
        if (eachTime)
            Await(() => trigger.Snapshots.Count == 2 || trigger.Errors > 0 || trigger.Lost > 0, "no second snapshot");
        session.Stop();
        Assert.True(trigger.Errors == 0, trigger.LastError?.ToString());

        // The thread that wrote the first may be on its last instructions when the second hit comes.
        Assert.Equal(eachTime ? 2 : 1, trigger.Fired + trigger.LostBy(ProbeLossCause.ActionBusy));
        Assert.Equal(trigger.Fired, trigger.Snapshots.Count);
        Assert.Equal(eachTime ? path + "-1" : path, trigger.Snapshots[0]);
        Assert.All(trigger.Snapshots, snapshot => Assert.True(File.Exists(Path.Combine(snapshot, "metadata"))));
    }

    [Fact]
    public void ALeastTimeBetweenTwoIsKept()
    {
        var session = Start(Quiet);
        var trigger = (TriggerProbe)session.AddProbe(new TriggerProbeOptions
        {
            Marker = "trigger:marker",
            Action = TriggerAction.Resume,
            EachTime = true,
            AtMostEvery = TimeSpan.FromHours(1),
        });
        for (int i = 0; i < 10; i++)
            s_marker.Hit(i);
        session.Stop();
        Assert.Equal((10L, 1L, 9L), (trigger.Hits, trigger.Fired, trigger.LostBy(ProbeLossCause.ActionBusy)));
    }

    [Fact]
    public void ASnapshotOfASessionThatIsWrittenAnywayIsRefused()
    {
        var session = Start(Quiet with { Path = Path.Combine(_folder, "recording") });
        Assert.Equal("OProfProbeInvalid", Refused(() => session.AddProbe(new TriggerProbeOptions
        {
            Marker = "trigger:marker",
            Action = TriggerAction.Snapshot,
            Path = Path.Combine(_folder, "snapshot"),
        })));
        session.Stop();
    }
}
