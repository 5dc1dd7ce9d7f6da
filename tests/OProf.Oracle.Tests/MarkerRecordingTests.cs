using System.Diagnostics;
using OProf.Analysis.Formats.Ctf.Sessions;
using OProf.Capture.Environments;
using OProf.Capture.Markers;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>Hits of markers in recordings and snapshots, read back and counted by babeltrace2.</summary>
public sealed class MarkerRecordingTests(ITestOutputHelper output) : IDisposable
{
    private static readonly Marker<long, string> s_work = Marker.Create<long, string>("recorded:work", "number", "text");
    private static readonly Marker<int> s_alarm = Marker.Create<int>("recorded:alarm", "code");

    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("oprof-markers-").FullName, "capture");

    // Has the markers made before a test asks for them by name.
    static MarkerRecordingTests()
    {
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public void A_recording_holds_the_hits_and_marks_that_the_live_session_gave()
    {
        Capture.Require(CaptureCapability.SystemWide);
        using var session = CaptureSession.Start(Capture.Options with { Frequency = 999, Path = _folder });
        var follower = session.OpenReader();
        session.AddProbe(new RecordProbeOptions { Marker = "recorded:*" });
        for (int i = 0; i < 5000; i++)
            s_work.Hit(i, "text " + i);
        session.WriteMark("middle", [new("part", 0.5)]);
        s_alarm.Hit(3);
        session.Stop();
        Capture.WaitForEnd(session);
        Assert.Equal(0, session.LostCount);
        var live = Hits(session, follower);
        Assert.Equal(5002, live.Count);

        using var import = Recording.Open(_folder, recover: false);
        Assert.Equal(live, Hits(import, import.OpenReader()));
        Assert.Equal(session.Ledger.Sum(cpu => cpu.Delivered), import.Ledger.Sum(cpu => cpu.Delivered));
        Tool.Require("babeltrace2");
        Assert.Equal(5002, Babeltrace.Count(_folder).Where(count => count.Key.Item1 == "data").Sum(count => count.Value));
    }

    [Fact]
    public void A_snapshot_of_the_flight_recorder_holds_the_triggers_event_and_everything_of_the_seconds_before()
    {
        Capture.Require(CaptureCapability.SystemWide);
        var kept = TimeSpan.FromSeconds(1);
        using var session = CaptureSession.Start(Capture.Options with { Frequency = 999, Mode = BufferRetention.Overwrite, Last = kept, MaxMemory = 128 << 20 });
        var record = session.AddProbe(new RecordProbeOptions { Marker = "recorded:work" });
        var trigger = (TriggerProbe)session.AddProbe(new TriggerProbeOptions
        {
            Marker = "recorded:alarm",
            Action = TriggerAction.Snapshot,
            Path = _folder,
            When = hit => (long)hit["code"]! == 7,
        });

        // Twice as long as is kept, so that something is overwritten; each hit has the next number.
        string text = new('x', 2000);
        var clock = Stopwatch.StartNew();
        long number = 0;
        var times = new List<TimeSpan>();
        while (clock.Elapsed < 2.5 * kept)
        {
            times.Add(clock.Elapsed);
            s_work.Hit(number++, text);
            if (number % 100 == 0)
                s_alarm.Hit(1);
            while (clock.Elapsed - times[^1] < TimeSpan.FromMicroseconds(100))
                Thread.SpinWait(10);
        }

        var alarmAt = clock.Elapsed;
        s_alarm.Hit(7);
        Assert.True(SpinWait.SpinUntil(() => trigger.Snapshots.Count + trigger.Errors + trigger.Lost > 0, TimeSpan.FromMinutes(1)), "no snapshot");
        session.Stop();
        Assert.True(trigger.Errors == 0, trigger.LastError?.ToString());
        Assert.Equal((1L, 0L, 0L), (trigger.Fired, trigger.Lost, record.Lost));

        using var import = Recording.Open(_folder, recover: false);
        var hits = Hits(import, import.OpenReader());
        Assert.Equal("code = 7", hits[^1].Fields);
        Assert.Equal("recorded:alarm", hits[^1].Name);
        Assert.Single(hits, hit => hit.Name == "recorded:alarm");
        var numbers = hits.Where(hit => hit.Name == "recorded:work").Select(hit => long.Parse(hit.Fields.Split([' ', ','])[2], null)).ToList();
        Assert.Equal(Enumerable.Range(0, numbers.Count).Select(i => numbers[0] + i), numbers);
        Assert.Equal(number - 1, numbers[^1]);

        // What is older went in whole chunks of the buffer, if the machine was fast enough to fill some.
        Assert.InRange(numbers[0], number > 4000 ? 1 : 0, number - 1);
        Assert.InRange(alarmAt - times[(int)numbers[0]], kept, TimeSpan.MaxValue);
        output.WriteLine($"{numbers.Count} of {number} hits from {(alarmAt - times[(int)numbers[0]]).TotalSeconds:F2} s before the trigger; {import.SampleCount} samples, {session.OverwrittenSamples} overwritten");
    }

    private static List<(ulong Time, string Name, string Fields, int ThreadId)> Hits(Session session, EventReader reader)
    {
        var hits = new List<(ulong, string, string, int)>();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Data && session.Tables.Schemas[entry.DataKind] is { } schema)
                hits.Add((entry.Time, schema.Name, PayloadReader.Read(schema, entry.Values.Span).ToString(), entry.ThreadId));
        }

        return hits;
    }
}
