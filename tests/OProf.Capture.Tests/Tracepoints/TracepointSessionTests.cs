using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.Tracepoints;
using OProf.Capture.Sources.UserProbes;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using OProf.Capture.Tests.Sessions;
using Xunit;

namespace OProf.Capture.Tests.Tracepoints;

/// <summary>Probes of a session on tracepoints of the kernel and on functions of files.</summary>
public sealed class TracepointSessionTests : LiveSessionTest
{
    private const string Count = "i=0; while [ $i -lt 50 ]; do kill -0 $$; i=$((i+1)); done";

    private static readonly CaptureOptions s_quiet = new() { Events = ["cpu-clock"], Frequency = 50, PublishedSize = 0 };

    // The process's own mount of tracefs stays open for good; so it is made before a test counts what is open.
    private static readonly CaptureException? s_refusal = OpenTracing();

    public TracepointSessionTests()
    {
        if (s_refusal is not null)
            Assert.Skip(s_refusal.Message);
    }

    [Fact]
    public void ACommandsHitsAreExactFromItsExecToItsEnd()
    {
        var session = Run(s_quiet with
        {
            Command = ["/bin/sh", "-c", Count],
            CommandOutput = CommandOutput.Discard,
            Probes = [new RecordProbeOptions { Marker = "syscalls:sys_enter_kill" }, new CountProbeOptions { Marker = "sched:sched_process_exec" }],
        });
        Assert.Equal([50L, 1L], session.Probes.Select(probe => probe.Hits));
        Assert.Equal([0L, 0L], session.Probes.Select(probe => probe.Lost));
        var hits = Hits(session);
        Assert.Equal(50, hits.Count);
        Assert.All(hits, hit => Assert.Equal((session.Command!.ProcessId, (ulong)session.Command.ProcessId, 0UL), (hit.Entry.ProcessId, hit.Payload["pid"], hit.Payload["sig"])));
    }

    [Fact]
    public void SeveralProbesOfOneMarkerSeeTheSameHitsAndAFilterIsTheKernels()
    {
        var session = Start(s_quiet);
        using var work = new ShellProcess("read go; " + Count + "; echo done; read end", interactive: true);
        var count = session.AddProbe(new CountProbeOptions { Marker = "syscalls:sys_enter_kill", Filter = $"common_pid == {work.Id}" });
        var record = session.AddProbe(new RecordProbeOptions { Marker = "SYSCALLS:sys_enter_kill", Filter = $"common_pid == {work.Id}" });
        var none = session.AddProbe(new CountProbeOptions { Marker = "syscalls:sys_enter_kill", Filter = $"common_pid == {work.Id} && sig == 9" });
        work.WriteLine("go");
        Assert.Equal("done", work.ReadLine());
        session.Stop();
        Assert.Equal((50L, 50L, 0L), (count.Hits, record.Hits, none.Hits));
        Assert.Equal(50, session.RecordedHits);
        Assert.All(Hits(session), hit => Assert.Equal(work.Id, hit.Entry.ProcessId));
    }

    [Fact]
    public void AttachedProcessesAloneAreSeenAndANewProcessOfTheirsIsToo()
    {
        using var work = new ShellProcess("read go; (" + Count + "); echo done; read end", interactive: true);
        using var other = Burn();
        var session = Start(s_quiet with { ProcessIds = [work.Id] });
        var count = session.AddProbe(new CountProbeOptions { Marker = "syscalls:sys_enter_kill" });
        work.WriteLine("go");
        Assert.Equal("done", work.ReadLine());
        session.Stop();
        Assert.Equal(50, count.Hits);
    }

    [Fact]
    public void WhatWasHitBeforeAProbeIsRemovedIsCountedAndNothingAfterwards()
    {
        var session = Start(s_quiet);
        using var work = new ShellProcess("while read go; do " + Count + "; echo done; done", interactive: true);
        for (int i = 0; i < 3; i++)
        {
            var probe = session.AddProbe(new CountProbeOptions { Marker = "syscalls:sys_enter_kill", Filter = $"common_pid == {work.Id}" });
            work.WriteLine("go");
            Assert.Equal("done", work.ReadLine());
            session.RemoveProbe(probe);
            work.WriteLine("go");
            Assert.Equal("done", work.ReadLine());
            Assert.Equal((50L, 0L), (probe.Hits, probe.Lost));
        }

        session.Stop();
    }

    [Fact]
    public void HitsOfASuspendedSessionAreNotRecordedAndThoseAfterwardsAre()
    {
        var session = Start(s_quiet);
        using var work = new ShellProcess("while read go; do " + Count + "; echo done; done", interactive: true);
        var probe = session.AddProbe(new RecordProbeOptions { Marker = "syscalls:sys_enter_kill", Filter = $"common_pid == {work.Id}" });
        for (int i = 0; i < 3; i++)
        {
            work.WriteLine("go");
            Assert.Equal("done", work.ReadLine());
            if (i == 0)
                session.Suspend();
            else if (i == 1)
                session.Resume();
        }

        session.Stop();
        Assert.Equal((100L, 100L), (probe.Hits, session.RecordedHits));
    }

    [Fact]
    public void APatternArmsAllThatMatchAndRemovingClosesThem()
    {
        var session = Start(s_quiet);
        string open = LeftOpen.Descriptors();
        var probe = session.AddProbe(new CountProbeOptions { Marker = "RAW_syscalls:*" });
        Assert.Equal(["raw_syscalls:sys_enter", "raw_syscalls:sys_exit"], probe.Markers.Select(marker => marker.Name).Order());
        Assert.NotEqual(open, LeftOpen.Descriptors());
        session.RemoveProbe(probe);
        Assert.Equal(open, LeftOpen.Descriptors());
        session.Stop();
    }

    [Fact]
    public void WhatCannotBeIsSaidAndTheSessionGoesOn()
    {
        var session = Start(s_quiet);
        var filter = Error(session, "sched:sched_switch", "prev_pidd == 1");
        Assert.Equal(CaptureErrorId.MarkerFilter, filter.Id);
        Assert.Contains("Field not found, at character 11", filter.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(TracingFolder.OpenWritable()["instances"], OwnGroup.Name));

        Assert.Equal("OProfMarkerUnknown", Error(session, "sched:sched_swich", null).Id);
        Assert.Contains("sched:sched_switch", Error(session, "sched:sched_swich", null).Message, StringComparison.Ordinal);
        Assert.Equal(CaptureErrorId.UserProbeSymbol, Error(session, "uprobe:/proc/self/exe:no_such_function", null).Id);
        Assert.Equal(SessionState.Running, session.State);
        session.Stop();
    }

    [Fact]
    public void AFunctionIsHitAsOftenAsItIsCalledAndItsDefinitionGoesAgain()
    {
        var session = Start(s_quiet);
        string definitions = TracingFolder.OpenWritable().ReadText("uprobe_events");
        using var work = new ShellProcess("read go; " + Count + "; echo done; read end", interactive: true);
        var entry = AddUserProbe(session, new RecordProbeOptions { Marker = "uprobe:libc:kill(pid=%di:s32, signal=%si:u32)", Filter = $"common_pid == {work.Id}" });
        var exit = session.AddProbe(new RecordProbeOptions { Marker = "uretprobe:libc:kill(result=$retval:s32)", Filter = $"common_pid == {work.Id}" });
        work.WriteLine("go");
        Assert.Equal("done", work.ReadLine());
        session.Stop();
        Assert.Equal((50L, 50L), (entry.Hits, exit.Hits));
        var hits = Hits(session);
        Assert.Equal(100, hits.Count);
        string[] expected = [$"pid = {work.Id}, signal = 0", "result = 0"];
        Assert.Equal(Enumerable.Range(0, 100).Select(i => expected[i % 2]), hits.Select(hit => hit.Payload.ToString()));
        Assert.Equal(definitions, TracingFolder.OpenWritable().ReadText("uprobe_events"));
    }

    [Fact]
    public void WhatADeadProcessLeftIsTakenAway()
    {
        Assert.True(OwnGroup.IsLeftBehind("oprof_999999999"));
        Assert.False(OwnGroup.IsLeftBehind(OwnGroup.Name));
        Assert.False(OwnGroup.IsLeftBehind("oprof_x"));
        Assert.False(OwnGroup.IsLeftBehind("probe_libc"));

        var place = UserProbeResolver.Resolve("uprobe:libc:kill");
        var folder = TracingFolder.OpenWritable();
        try
        {
            TracingFolder.Write(folder["uprobe_events"], $"p:oprof_999999999/left {place.Path}:0x{place.Places[0].Offset:x}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Assert.Skip(e.Message);
        }

        Assert.Contains("oprof_999999999", folder.ReadText("uprobe_events"), StringComparison.Ordinal);
        UprobeDefinitions.RemoveLeftBehind(folder);
        Assert.DoesNotContain("oprof_999999999", folder.ReadText("uprobe_events"), StringComparison.Ordinal);
    }

    private static Probe AddUserProbe(CaptureSession session, ProbeOptions options)
    {
        try
        {
            return session.AddProbe(options);
        }
        catch (CaptureException e) when (e.Error.Id is CaptureErrorId.UserProbeRefused && e.Error.Category == CaptureErrorCategory.PermissionDenied)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    private static CaptureError Error(CaptureSession session, string marker, string? filter) =>
        Assert.Throws<CaptureException>(() => session.AddProbe(new CountProbeOptions { Marker = marker, Filter = filter })).Error;

    private static CaptureException? OpenTracing()
    {
        try
        {
            TracingFolder.OpenWritable();
            return null;
        }
        catch (CaptureException e)
        {
            return e;
        }
    }

    private static List<(StreamEvent Entry, PayloadRecord Payload)> Hits(CaptureSession session)
    {
        var reader = session.OpenReader();
        var hits = new List<(StreamEvent, PayloadRecord)>();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Data && session.Tables.Schemas[entry.DataKind] is { } schema)
                hits.Add((entry, PayloadReader.Read(schema, entry.Values.Span)));
        }

        return hits;
    }
}
