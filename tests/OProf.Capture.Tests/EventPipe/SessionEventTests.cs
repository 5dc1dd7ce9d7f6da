using OProf.Capture.Markers.Probes;
using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using OProf.Capture.Tests.Sessions;
using Xunit;

namespace OProf.Capture.Tests.EventPipe;

public class SessionEventTests : LiveSessionTest
{
    private const int Sigcont = 18;
    private const int Sigstop = 19;

    private static bool s_isWarm;

    public SessionEventTests()
    {
        // The runtime opens the epolls of its sockets with the first one, for good.
        if (s_isWarm)
            return;
        using var program = new EventProgram();
        using var session = CaptureSession.Start(new CaptureOptions { ProcessIds = [program.Id], Probes = [Record(program, "Nothing")] });
        session.Stop();
        ForgetWhatIsOpen();
        s_isWarm = true;
    }

    [Fact]
    public void Events_lie_among_the_samples_of_the_phase_that_they_tell_of()
    {
        var program = Keep(new EventProgram());
        var session = Start(new CaptureOptions { ProcessIds = [program.Id], Events = ["cpu-clock"], Frequency = 2000, Probes = [Record(program, "*")] });
        program.Do("phase first 100");
        ulong between = Now();
        program.Do("phase second 150");
        session.Stop();
        var hits = Hits(session);
        Assert.Equal([.. Phase(100), .. Phase(150)], hits.Select(hit => hit.Name));
        var steps = hits.Where(hit => hit.Name == "Step").ToList();
        for (int i = 0; i < steps.Count; i++)
            StepText.AssertIs(i, steps[i].Fields);
        for (int i = 0; i < hits.Count; i++)
        {
            ulong before = (ulong)(long)hits[i].Fields["before"]!;
            ulong after = i + 1 < hits.Count ? (ulong)(long)hits[i + 1].Fields["before"]! : ulong.MaxValue;
            Assert.InRange(hits[i].Entry.Time, before, after);
            Assert.Equal((program.Id, program.Id), (hits[i].Entry.ProcessId, hits[i].Entry.ThreadId));
        }

        // The program does nothing but its two phases: about all samples lie in them, and each has its share.
        var times = Samples(session).Where(sample => sample.ThreadId == program.Id).Select(sample => sample.Time).ToList();
        int first = times.Count(time => time >= hits[0].Entry.Time && time <= hits[101].Entry.Time);
        int second = times.Count(time => time >= hits[102].Entry.Time && time <= hits[^1].Entry.Time);
        Assert.InRange(hits[101].Entry.Time, hits[0].Entry.Time, between);
        Assert.InRange(hits[102].Entry.Time, between, hits[^1].Entry.Time);
        Assert.True(first > 0 && second > first, $"{first} samples in the first phase, {second} in the second, of {times.Count}");
        Assert.True(first + second > times.Count * 3 / 4, $"{first} + {second} of {times.Count} samples are in a phase");

        var probe = Assert.Single(session.Probes);
        Assert.Equal((hits.Count, 0L), ((int)probe.Hits, probe.Lost));
        Assert.Equal(hits.Count, session.RecordedHits);
        Assert.Equal(session.SampleCount + hits.Count, session.Ledger.Sum(ledger => ledger.Delivered));
        Assert.Equal(0, session.Ledger.Sum(ledger => ledger.Late));
        Assert.DoesNotContain(session.Notices, notice => notice.Id.StartsWith("OProfEventSource", StringComparison.Ordinal));

        static IEnumerable<string> Phase(int steps) => ["PhaseStart", .. Enumerable.Repeat("Step", steps), "PhaseStop"];
    }

    [Fact]
    public void Probes_come_and_go_while_events_are_written()
    {
        var program = Keep(new EventProgram());
        var session = Start(new CaptureOptions { ProcessIds = [program.Id] });
        program.Do("phase unseen 3");
        var steps = session.AddProbe(new CountProbeOptions { Marker = $"dotnet:{program.Id}/OProf-Test-Work/Step" });
        var starts = session.AddProbe(new CountProbeOptions { Marker = $"dotnet:{program.Id}/OProf-Test-Work/PhaseStart" });
        program.Do("phase seen 5");
        Assert.True(SpinWait.SpinUntil(() => steps.Hits == 5 && starts.Hits == 1, Long));
        session.RemoveProbe(starts);
        program.Do("phase half 7");
        Assert.True(SpinWait.SpinUntil(() => steps.Hits == 12, Long));
        session.RemoveProbe(steps);
        program.Do("phase unseen 3");
        var again = session.AddProbe(new CountProbeOptions { Marker = $"dotnet:{program.Id}/OProf-Test-Work/Step" });
        program.Do("phase again 2");
        session.Stop();
        Assert.Equal((12L, 1L, 2L), (steps.Hits, starts.Hits, again.Hits));
    }

    [Fact]
    public void Statistics_and_filters_take_fields_that_are_known_only_with_the_first_event()
    {
        var program = Keep(new EventProgram());
        string steps = $"dotnet:{program.Id}/OProf-Test-Work/Step";
        var session = Start(new CaptureOptions
        {
            ProcessIds = [program.Id],
            Probes = [new StatisticProbeOptions { Marker = steps, Field = "number", By = "isEven" }, new CountProbeOptions { Marker = steps, Filter = "number >= 3 && text ~ \"step *\"" }],
        });
        program.Do("phase one 10");
        session.Stop();
        var statistic = Assert.IsType<StatisticProbe>(session.Probes[0]);
        Assert.Equal((10L, 0d, 9d), (statistic.Total.Count, statistic.Total.Min, statistic.Total.Max));
        Assert.Equal([5L, 5L], statistic.Statistics.Select(each => each.Count));
        Assert.Equal((7L, 0L), (session.Probes[1].Hits, session.Probes[1].Lost));
    }

    [Fact]
    public void A_process_that_ends_is_said_and_its_events_are_there()
    {
        var program = Keep(new EventProgram());
        var other = Burn();
        var session = Start(new CaptureOptions { ProcessIds = [other.Id], Probes = [Record(program, "Step")] });
        program.Do("phase last 4");
        program.Exit();
        Assert.True(SpinWait.SpinUntil(() => session.Notices.Any(notice => notice.Id == "OProfEventSourceEnded"), Long));
        session.Stop();
        Assert.Equal(4, Hits(session).Count);
    }

    [Fact]
    public void The_session_ends_with_its_process_and_has_all_of_its_events()
    {
        var program = Keep(new EventProgram());
        var session = Start(new CaptureOptions { ProcessIds = [program.Id], Probes = [Record(program, "Step")] });
        program.Do("phase last 6");
        program.Exit();
        Assert.True(session.WaitForEnd(Long));
        Assert.Equal(EndReason.TargetExited, session.EndReason);
        Assert.Equal(6, Hits(session).Count);
    }

    [Fact]
    public void A_stopped_process_holds_the_end_of_the_session_up_for_a_moment_only()
    {
        var program = Keep(new EventProgram());
        var session = Start(new CaptureOptions { ProcessIds = [program.Id], Probes = [Record(program, "Step")] });
        Assert.Equal(0, Kill.Invoke(program.Id, Sigstop));
        session.Stop();
        Assert.Contains(session.Notices, notice => notice.Id == "OProfEventSourceUnread");
        Assert.Equal(0, Kill.Invoke(program.Id, Sigcont));
        program.Do("phase after 1");
    }

    [Fact]
    public void An_event_that_never_came_is_said_with_those_that_did()
    {
        var program = Keep(new EventProgram());
        var session = Start(new CaptureOptions
        {
            ProcessIds = [program.Id],
            Probes = [Record(program, "Stepp"), new RecordProbeOptions { Marker = $"dotnet:{program.Id}/OProf-Test-Nobody/*" }],
        });
        program.Do("phase one 2");
        session.Stop();
        var notices = session.Notices.Where(notice => notice.Id == "OProfEventSourceSilent").Select(notice => notice.Message).ToList();
        Assert.Contains(notices, text => text.EndsWith("no event Stepp. It wrote Step.", StringComparison.Ordinal));
        Assert.Contains(notices, text => text.Contains("OProf-Test-Nobody", StringComparison.Ordinal) && text.Contains("none at all", StringComparison.Ordinal));
    }

    private static RecordProbeOptions Record(EventProgram program, string pattern) =>
        new() { Marker = $"dotnet:{program.Id}/OProf-Test-Work/{pattern}" };

    private static List<(string Name, PayloadSchema Schema, StreamEvent Entry, PayloadRecord Fields)> Hits(Session session)
    {
        var hits = new List<(string, PayloadSchema, StreamEvent, PayloadRecord)>();
        var reader = session.OpenReader();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind != EventKind.Data || session.Tables.Schemas[entry.DataKind] is not { } schema)
                continue;
            hits.Add((schema.Name.Split('/')[^1], schema, entry, PayloadReader.Read(schema, entry.Values.Span)));
        }

        return hits;
    }
}
