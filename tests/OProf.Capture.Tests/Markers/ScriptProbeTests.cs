using System.Collections.Concurrent;
using OProf.Capture.Markers;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Markers;

/// <summary>Code of users that runs for hits.</summary>
public sealed class ScriptProbeTests : ProbedSessionTest
{
    private static readonly Marker<int> s_marker = Marker.Create<int>("script:marker", "number");

    // Has the markers made before a test asks for them by name.
    static ScriptProbeTests()
    {
    }

    [Fact]
    public void SeesEachHitWithItsFieldsOnAThreadOfItsOwn()
    {
        var session = Start(Quiet);
        var seen = new ConcurrentQueue<ProbeHit>();
        var threads = new ConcurrentDictionary<int, bool>();
        var probe = session.AddProbe(new ScriptProbeOptions
        {
            Marker = "script:marker",
            Callback = hit =>
            {
                threads[Environment.CurrentManagedThreadId] = true;
                seen.Enqueue(hit);
            },
            When = hit => (long)hit["Number"]! % 2 == 0,
        });
        for (int i = 0; i < 100; i++)
            s_marker.Hit(i);
        session.Stop();
        Assert.Equal(Enumerable.Range(0, 50).Select(i => 2L * i), seen.Select(hit => (long)hit.Fields["number"]!));
        Assert.All(seen, hit => Assert.Equal((Environment.ProcessId, "script:marker"), (hit.ProcessId, hit.Marker.Name)));
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, threads.Keys);
        Assert.Single(threads);
        Assert.Equal((100L, 0L, 0L), (probe.Hits, probe.Lost, probe.Errors));
    }

    [Fact]
    public void WhatItThrowsIsCountedAndTheLastKept()
    {
        var session = Start(Quiet);
        var probe = session.AddProbe(new ScriptProbeOptions { Marker = "script:marker", Callback = hit => throw new InvalidOperationException($"hit {hit["number"]}") });
        for (int i = 0; i < 10; i++)
            s_marker.Hit(i);
        session.Stop();
        Assert.Equal((10L, 10L, "hit 9"), (probe.Hits, probe.Errors, probe.LastError?.Message));
    }

    [Fact]
    public void WhatDoesNotFitIntoItsQueueIsCounted()
    {
        var session = Start(Quiet);
        using var mayGoOn = new ManualResetEventSlim();
        int ran = 0;
        var probe = (ScriptProbe)session.AddProbe(new ScriptProbeOptions
        {
            Marker = "script:marker",
            QueueLength = 8,
            Callback = _ =>
            {
                mayGoOn.Wait();
                ran++;
            },
        });
        var count = session.AddProbe(new CountProbeOptions { Marker = "script:marker" });
        for (int i = 0; i < 100; i++)
            s_marker.Hit(i);
        Await(() => count.Hits == 100, "the hits are not there");
        Assert.Equal(8, probe.Waiting);
        mayGoOn.Set();
        session.Stop();
        Assert.Equal((100L, 92L, 8), (probe.Hits, probe.LostBy(ProbeLossCause.QueueFull), ran));
    }

    [Fact]
    public void OneThatNeverEndsHoldsUpNeitherTheSessionNorOtherProbes()
    {
        var session = Start(Quiet);
        using var never = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        var probe = (ScriptProbe)session.AddProbe(new ScriptProbeOptions
        {
            Marker = "script:marker",
            Callback = _ =>
            {
                entered.Set();
                never.Wait();
            },
        });
        var record = session.AddProbe(new RecordProbeOptions { Marker = "script:marker" });
        for (int i = 0; i < 10; i++)
            s_marker.Hit(i);
        entered.Wait(TestContext.Current.CancellationToken);
        session.Stop();
        Assert.True(probe.IsAbandoned);
        Assert.Equal((10L, 10L, 10L), (probe.Hits, probe.LostBy(ProbeLossCause.NotRun), record.Hits));
        Assert.Contains(session.Notices, notice => notice.Id == "OProfProbeAbandoned");
        never.Set();
    }

    [Fact]
    public void WhenRemoveReturnsItRunsNoMore()
    {
        var session = Start(Quiet);
        int running = 0;
        for (int round = 0; round < 10; round++)
        {
            bool isRemoved = false;
            int afterwards = 0;
            var probe = session.AddProbe(new ScriptProbeOptions
            {
                Marker = "script:marker",
                Callback = _ =>
                {
                    Interlocked.Increment(ref running);
                    if (Volatile.Read(ref isRemoved))
                        Interlocked.Increment(ref afterwards);
                },
            });
            for (int i = 0; i < 500; i++)
                s_marker.Hit(i);
            Await(() => probe.Hits > 0, "no hit came");
            session.RemoveProbe(probe);
            Volatile.Write(ref isRemoved, true);
            s_marker.Hit(1);
            Assert.Equal(0, afterwards);
        }

        session.Stop();
        Assert.True(running > 0);
    }

    [Fact]
    public void ItMayStopItsOwnSessionAndAddAndRemoveProbes()
    {
        var session = Start(Quiet);
        ScriptProbe? probe = null;
        probe = (ScriptProbe)session.AddProbe(new ScriptProbeOptions
        {
            Marker = "script:marker",
            Callback = _ =>
            {
                session.RemoveProbe(session.AddProbe(new CountProbeOptions { Marker = "script:marker" }));
                session.Stop();
            },
        });
        s_marker.Hit(1);
        Assert.True(session.WaitForEnd(Long));
        Assert.Equal((EndReason.Stopped, 0L, false), (session.EndReason, probe.Errors, probe.IsAbandoned));
    }
}
