using OProf.Capture.Markers;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Markers;

/// <summary>Probes of a session on markers of this program.</summary>
public sealed class SessionProbeTests : ProbedSessionTest
{
    private static readonly Marker<int, string> s_request = Marker.Create<int, string>("test:request", "id", "path");
    private static readonly Marker<long> s_other = Marker.Create<long>("test:other", "value");
    private static readonly Marker<sbyte, ulong, double, bool> s_four = Marker.Create<sbyte, ulong, double, bool>("test:four", "small", "large", "real", "flag");
    private static readonly Marker<float, DayOfWeek, ReadOnlyMemory<byte>> s_three =
        Marker.Create<float, DayOfWeek, ReadOnlyMemory<byte>>("test:three", "real", "day", "bytes");

    // Has the markers made before a test asks for them by name.
    static SessionProbeTests()
    {
    }

    [Fact]
    public void RecordsWithFieldsAndTaskBetweenTheSamples()
    {
        var session = Start(Quiet);
        var record = session.AddProbe(new RecordProbeOptions { Marker = "test:request" });
        var count = session.AddProbe(new CountProbeOptions { Marker = "TEST:Request" });
        ulong before = Now();
        for (int i = 0; i < 1000; i++)
            s_request.Hit(i, "/index/" + i);
        s_other.Hit(1);
        ulong after = Now();
        session.Stop();

        Assert.Equal((1000L, 1000L, 0L, 0L), (record.Hits, count.Hits, record.Lost, count.Lost));
        Assert.Equal(1000, session.RecordedHits);
        var hits = Hits(session);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"id = {i}, path = \"/index/{i}\""), hits.Select(hit => hit.Payload.ToString()));
        Assert.All(hits, hit => Assert.InRange(hit.Entry.Time, before, after));
        Assert.All(hits, hit => Assert.Equal((Environment.ProcessId, "test:request"), (hit.Entry.ProcessId, hit.Name)));
        Assert.All(hits, hit => Assert.True(hit.Entry.ThreadId > 0 && hit.Entry.Cpu >= 0 && hit.Entry.Task >= 0));
        Assert.False(s_request.IsEnabled);
    }

    [Fact]
    public void EachTypeOfAFieldArrivesAsItWas()
    {
        var session = Start(Quiet with { Probes = [new RecordProbeOptions { Marker = "test:four" }, new RecordProbeOptions { Marker = "test:three" }] });
        s_four.Hit(-5, ulong.MaxValue, double.Pi, true);
        s_three.Hit(0.25f, DayOfWeek.Friday, new byte[] { 1, 2, 255 });
        s_three.Hit(-1, (DayOfWeek)77, Enumerable.Repeat((byte)3, 200).ToArray());
        session.Stop();
        Assert.Equal(
            ["small = -5, large = 18446744073709551615, real = 3.141592653589793, flag = True", "real = 0.25, day = Friday, bytes = 0x0102FF", "real = -1, day = 77, bytes = 0x" + string.Concat(Enumerable.Repeat("03", 200))],
            Hits(session).Select(hit => hit.Payload.ToString()));
    }

    [Fact]
    public void TheSameProbeIsBusyAndOneThatIsGoneNotFound()
    {
        var session = Start(Quiet);
        var probe = session.AddProbe(new CountProbeOptions { Marker = "test:request" });
        Assert.Equal("OProfProbeBusy", Refused(() => session.AddProbe(new CountProbeOptions { Marker = "test:request" })));
        var filtered = session.AddProbe(new CountProbeOptions { Marker = "test:request", Filter = "id > 2 && path ~ \"/a*\"" });
        Assert.Equal([probe, filtered], session.Probes);
        s_request.Hit(3, "/abc");
        s_request.Hit(3, "/b");
        s_request.Hit(1, "/abc");
        session.RemoveProbe(probe);
        s_request.Hit(4, "/a");
        Assert.Equal("OProfProbeNotFound", Refused(() => session.RemoveProbe(probe)));
        Assert.True(s_request.IsEnabled);
        session.Stop();
        Assert.Equal(2, filtered.Hits);
        Assert.InRange(probe.Hits, 0, 3);
        Assert.False(s_request.IsEnabled);
        Assert.Equal("OProfSessionState", Refused(() => session.AddProbe(new CountProbeOptions { Marker = "test:request" })));
        Assert.Equal("OProfSessionState", Refused(() => session.WriteMark("late", [])));
    }

    [Fact]
    public void WhatCannotBeConnectedIsSaidAndLeavesNothing()
    {
        var session = Start(Quiet);
        var error = Assert.Throws<CaptureException>(() => session.AddProbe(new CountProbeOptions { Marker = "test:requets" })).Error;
        Assert.Equal("OProfMarkerUnknown", error.Id);
        Assert.Contains("test:request", error.Message, StringComparison.Ordinal);
        Assert.Equal("OProfMarkerUnknown", Refused(() => session.AddProbe(new CountProbeOptions { Marker = "none:*" })));
        Assert.Equal("OProfMarkerField", Refused(() => session.AddProbe(new StatisticProbeOptions { Marker = "test:request", Field = "path" })));
        Assert.Equal("OProfMarkerFilter", Refused(() => session.AddProbe(new CountProbeOptions { Marker = "test:request", Filter = "id ==" })));
        Assert.Equal("OProfProbeInvalid", Refused(() => session.AddProbe(new TriggerProbeOptions { Marker = "test:request", Action = TriggerAction.Snapshot })));
        Assert.Empty(session.Probes);
        Assert.False(s_request.IsEnabled);
        Assert.Equal("OProfMarkerUnknown", Refusal(Quiet with { Probes = [new CountProbeOptions { Marker = "test:request" }, new CountProbeOptions { Marker = "none" }] }).Id);
        Assert.False(s_request.IsEnabled);
        session.Stop();
    }

    [Fact]
    public void APatternConnectsAllThatMatch()
    {
        var session = Start(Quiet);
        var probe = (StatisticProbe)session.AddProbe(new StatisticProbeOptions { Marker = "test:*r*", By = "Marker" });
        Assert.Contains("test:request", probe.Markers.Select(marker => marker.Name));
        s_request.Hit(1, "x");
        s_other.Hit(1);
        s_other.Hit(2);
        session.Stop();
        Assert.Equal([("test:other", 2L), ("test:request", 1)], probe.Statistics.Select(statistic => ((string)statistic.Key!, statistic.Count)));
    }

    [Fact]
    public void HitsFromManyThreadsWhileProbesComeAndGoAreAllAccountedFor()
    {
        const int Threads = 4;
        const int Each = 30_000;
        var session = Start(Quiet);
        var count = session.AddProbe(new CountProbeOptions { Marker = "test:other" });
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < Each; i++)
                s_other.Hit(i);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        var record = session.AddProbe(new RecordProbeOptions { Marker = "test:other" });
        for (int i = 0; i < 20; i++)
            session.RemoveProbe(session.AddProbe(new StatisticProbeOptions { Marker = "test:other", Field = "value" }));
        threads.ForEach(thread => thread.Join());
        session.Stop();
        Assert.Equal(Threads * Each, count.Hits + count.LostBy(ProbeLossCause.InboxFull));
        Assert.Equal(count.LostBy(ProbeLossCause.InboxFull), session.Ledger.Sum(cpu => cpu.Lost(OProf.Capture.Sync.LossCause.MarkerOverflow)));
        Assert.Equal(record.Hits, session.RecordedHits);
        Assert.Equal(record.Hits, Hits(session).Count);
    }

    [Fact]
    public void WhatTheInboxHasNoRoomForIsCountedOnProbeAndLedger()
    {
        var session = Start(Quiet);
        var count = session.AddProbe(new CountProbeOptions { Marker = "test:request" });
        string text = new('x', 20_000);

        // While the buffer's lock is held no round takes anything.
        lock (session.Buffer.SyncRoot)
        {
            for (int i = 0; i < 2000; i++)
                s_request.Hit(i, text);
        }

        s_request.Hit(1, new string('y', 1 << 20));
        session.Stop();
        Assert.Equal(2001, count.Hits + count.Lost);
        Assert.InRange(count.LostBy(ProbeLossCause.InboxFull), 1, 2000);
        Assert.Equal(count.Lost, session.Ledger.Sum(cpu => cpu.Lost(OProf.Capture.Sync.LossCause.MarkerOverflow)));
    }

    [Fact]
    public void ASuspendedSessionRecordsNoHits()
    {
        var session = Start(Quiet);
        var record = session.AddProbe(new RecordProbeOptions { Marker = "test:request" });
        s_request.Hit(1, "before");
        session.Suspend();
        s_request.Hit(2, "meanwhile");
        session.WriteMark("meanwhile", []);
        var added = session.AddProbe(new CountProbeOptions { Marker = "test:request" });
        session.Resume();
        s_request.Hit(3, "after");
        session.Stop();
        Assert.Equal(["before", "after"], Hits(session).Select(hit => hit.Payload["path"]));
        Assert.Equal((2L, 1L), (record.Hits, added.Hits));
    }

    [Fact]
    public void MarksOfAScriptAreRecordedWithTheirValues()
    {
        var session = Start(Quiet);
        var count = session.AddProbe(new CountProbeOptions { Marker = "mark:deploy" });
        var big = session.AddProbe(new CountProbeOptions { Marker = "mark:deploy", Filter = "size > 5" });
        var statistic = (StatisticProbe)session.AddProbe(new StatisticProbeOptions { Marker = "mark:deploy", Field = "size" });
        session.WriteMark("deploy", [new("version", "1.2"), new("size", 7)]);
        session.WriteMark("deploy", [new("size", 2.5), new("ok", true), new("nothing", null), new("when", DateTime.UnixEpoch)]);
        session.WriteMark("other", []);
        Assert.Equal("OProfMarkInvalid", Refused(() => session.WriteMark("", [])));
        Assert.Equal("OProfMarkInvalid", Refused(() => session.WriteMark("x", [new("a", 1), new("A", 2)])));
        Assert.Equal("OProfMarkInvalid", Refused(() => session.WriteMark("x", [new("a", new string('x', 10_000))])));
        session.Stop();
        Assert.Equal(
            [("mark:deploy", "version = \"1.2\", size = 7"), ("mark:deploy", "size = 2.5, ok = True, nothing = \"\", when = \"1970-01-01T00:00:00.0000000Z\""), ("mark:other", "")],
            Hits(session).Select(hit => (hit.Name, hit.Payload.ToString())));
        Assert.Equal((2L, 1L, 9.5), (count.Hits, big.Hits, statistic.Total.Sum));
    }

    [Fact]
    public void TwoSessionsHaveOneMarker()
    {
        var first = Start(Quiet);
        var second = Start(Quiet);
        var ofFirst = first.AddProbe(new CountProbeOptions { Marker = "test:request" });
        var ofSecond = second.AddProbe(new CountProbeOptions { Marker = "test:request" });
        s_request.Hit(1, "both");
        first.Stop();
        s_request.Hit(2, "second");
        second.Stop();
        Assert.Equal((1L, 2L), (ofFirst.Hits, ofSecond.Hits));
    }
}
