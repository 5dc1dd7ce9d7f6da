using OProf.Analysis.Formats.Ctf.Reading;
using OProf.Analysis.Formats.Ctf.Recordings;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Oracle.Tests.Ctf;

/// <summary>Traces that LTTng's user-space tracer records here.</summary>
public sealed class LttngTests
{
    [Theory]
    [InlineData("--buffers-uid")]
    [InlineData("--buffers-pid")]
    public void EventsAreThoseOfBabeltrace(string buffers)
    {
        Tool.Require("babeltrace2");
        using var lttng = new LttngSession();
        lttng.Start([buffers, "--subbuf-size", "64k", "--num-subbuf", "8"], "oprof_fields:*", "vpid", "vtid", "procname", "ip", "pthread_id");
        lttng.RunFields(300);
        lttng.RunFields(50);
        lttng.Stop();

        using var folder = CtfTraceFolder.Open(lttng.Output);
        using var reader = folder.Read();
        Assert.Equal(buffers == "--buffers-pid" ? 2 : 1, folder.Traces.Count);
        Babeltrace.AssertSame(lttng.Output, [.. folder.Traces], reader);
    }

    [Fact]
    public void WhatBabeltraceWritesIsRead()
    {
        Tool.Require("babeltrace2");
        using var lttng = new LttngSession();
        lttng.Start(["--subbuf-size", "64k", "--num-subbuf", "8"], "oprof_fields:*", "vpid", "procname");
        lttng.RunFields(100);
        lttng.Stop();
        string written = lttng.Output + ".written";
        Tool.Run("babeltrace2", lttng.Output, "--output-format=ctf", "--output", written);

        using var folder = CtfTraceFolder.Open(written);
        using var reader = folder.Read();
        Babeltrace.AssertSame(written, [.. folder.Traces], reader);
    }

    [Fact]
    public void DiscardedEventsAreCountedOnceThoughTheTraceIsCutIntoChunks()
    {
        const int rounds = 30_000;
        using var lttng = new LttngSession();
        lttng.Start(["--discard", "--subbuf-size", "4k", "--num-subbuf", "2"], "oprof_fields:pair");
        for (int chunk = 0; chunk < 3; chunk++)
        {
            lttng.RunFields(rounds, isBurst: true);
            if (chunk < 2)
                lttng.Rotate();
        }

        lttng.Stop();

        using var session = CtfRecording.Open(lttng.Output);
        Assert.Equal(3 * rounds, session.Ledger.Sum(cpu => cpu.Received));
        Assert.True(session.Ledger.Sum(cpu => cpu.Lost(LossCause.SourceDiscarded)) > 0, "Nothing was discarded: the buffers are too large for this test.");
        Assert.Empty(session.Notices);
    }

    [Fact]
    public void DataRecordsHaveTheFieldsThatWereEmitted()
    {
        using var lttng = new LttngSession();
        lttng.Start(["--subbuf-size", "64k", "--num-subbuf", "8"], "oprof_fields:*", "vpid", "vtid", "procname");
        lttng.RunFields(100);
        lttng.Stop();

        using var session = CtfRecording.Open(lttng.Output);
        var records = Read(session);
        var pairs = records.Where(record => record.Name == "oprof_fields:pair").ToList();

        Assert.Equal(600, records.Count);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (ulong)i), pairs.Select(pair => (ulong)pair.Fields["first"]!));
        Assert.All(pairs, pair => Assert.Equal(~(ulong)pair.Fields["first"]!, pair.Fields["second"]));
        Assert.All(records, record => Assert.Equal("ust_fields", record.Fields["procname"]));
        Assert.All(records, record => Assert.Equal(record.Entry.ProcessId, Convert.ToInt32(record.Fields["vpid"], null)));
        Assert.All(records, record => Assert.Equal("ust_fields", session.Tasks[record.Entry.Task].Command));
        var colour = records.Where(record => record.Name == "oprof_fields:enums").Select(record => (LabeledValue)record.Fields["colour"]!).ToList();
        Assert.Equal(["RED", "GREEN", null], colour.Skip(6).Take(3).Select(value => value.Label));
        Assert.Equal(["MANY"], colour.Skip(16).Take(11).Select(value => value.Label).Distinct());
        Assert.Empty(session.Notices);
        Assert.All(session.Ledger, cpu => Assert.True(cpu.Balances));
        Assert.Equal(600, session.Ledger.Sum(cpu => cpu.Delivered));
    }

    [Fact]
    public void DiscardedEventsAreLosses()
    {
        const int rounds = 100_000;
        using var lttng = new LttngSession();
        lttng.Start(["--discard", "--subbuf-size", "4k", "--num-subbuf", "2"], "oprof_fields:pair");
        lttng.RunFields(rounds, isBurst: true);
        lttng.Stop();

        using var session = CtfRecording.Open(lttng.Output);
        var reader = session.OpenReader();
        long events = 0;
        long lost = 0;
        while (reader.TryRead(out var entry))
        {
            events += entry.Kind == EventKind.Data ? 1 : 0;
            lost += entry.Kind == EventKind.Lost ? entry.LostCount : 0;
        }

        // Each event that the program emitted was recorded, or discarded and counted.
        Assert.Equal(rounds, events + lost);
        Assert.Equal(rounds, session.Ledger.Sum(cpu => cpu.Received));
        Assert.Equal(events, session.Ledger.Sum(cpu => cpu.Delivered));
        Assert.Equal(lost, session.Ledger.Sum(cpu => cpu.Lost(LossCause.SourceDiscarded)));
        Assert.True(lost > 0, "Nothing was discarded: the buffers are too large for this test.");
    }

    private static List<(string? Name, PayloadRecord Fields, StreamEvent Entry)> Read(RecordedSession session)
    {
        var records = new List<(string?, PayloadRecord, StreamEvent)>();
        var reader = session.OpenReader();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Data && session.Tables.Schemas[entry.DataKind] is { } schema)
                records.Add((schema.Name, PayloadReader.Read(schema, entry.Values.Span), entry));
        }

        return records;
    }
}
