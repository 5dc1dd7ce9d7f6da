using System.Diagnostics;
using System.Globalization;
using OProf.Capture.Environments;
using OProf.Capture.Markers;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>Functions and static probes of real programs are hit exactly as often as the program passed them, with its arguments.</summary>
public class UserProbeTests
{
    private const int Count = 500;

    private static readonly CaptureOptions s_quiet = new() { Events = ["cpu-clock"], Frequency = 99, PublishedSize = 0 };

    [Fact]
    public void StaticProbesAreThoseOfReadelf()
    {
        Tool.Require("readelf");
        string program = Workload.Build("probes");
        var theirs = Tool.Run("readelf", "-n", program).Split('\n', StringSplitOptions.TrimEntries).Where(line => line.StartsWith("Name: ", StringComparison.Ordinal))
            .Select(line => $"usdt:{program}:oprof:{line[6..]}").Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(theirs, MarkerCatalog.Find($"usdt:{program}:*:*").Select(marker => marker.Name));
    }

    [Fact]
    public void StaticProbesAreHitAsOftenAsTheyArePassedWithTheirArguments()
    {
        string program = Workload.Build("probes");
        using var work = Begin(program);
        using var session = CaptureSession.Start(s_quiet with { ProcessIds = [work.Id] });
        var request = Add(session, new RecordProbeOptions { Marker = $"usdt:{program}:oprof:request(id=arg1, name=arg2:string, place=arg3)" });
        var guarded = Add(session, new RecordProbeOptions { Marker = $"usdt:{program}:oprof:guarded" });
        var odd = Add(session, new RecordProbeOptions { Marker = $"usdt:{program}:oprof:odd" });
        Finish(work);
        session.WaitForEnd(Timeout.InfiniteTimeSpan);
        MarkerHits.AssertBalances(session);

        Assert.Equal((2L * Count, (long)Count, (long)Count, 0L), (request.Hits, guarded.Hits, odd.Hits, session.LostCount));
        var hits = MarkerHits.Of(session).ToList();
        Assert.Equal(
            Enumerable.Range(0, Count).SelectMany(i => (string[])[$"id = {i}, name = \"request {i}\", place = 7", $"id = {-i - 1}, name = \"request {i}\", place = 8"]),
            Payloads(hits, request));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"arg1 = {i}"), Payloads(hits, guarded));
        Assert.Equal(Enumerable.Range(1, Count).Select(i => $"arg1 = {i - 1_000_000}"), Payloads(hits, odd));
        Assert.Contains(session.Notices, notice => notice.Id == "OProfUserProbeArgumentMissing" && notice.Message.Contains("8f@%xmm0", StringComparison.Ordinal));
        Assert.All(hits, hit => Assert.Equal(work.Id, hit.Entry.ProcessId));
    }

    [Fact]
    public void FunctionsAreHitAsOftenAsTheyAreCalledWithTheirArgumentsAndResults()
    {
        string program = Workload.Build("probes");
        using var work = Begin(program);
        using var session = CaptureSession.Start(s_quiet with { ProcessIds = [work.Id] });
        var library = Add(session, new CountProbeOptions { Marker = "uprobe:libc:getppid" });
        var called = Add(session, new RecordProbeOptions { Marker = $"uprobe:{program}:handle(id=%di:s32, name=+0(%si):string)" });
        var returned = Add(session, new RecordProbeOptions { Marker = $"uretprobe:{program}:handle(result=$retval:s32)" });
        var even = Add(session, new CountProbeOptions { Marker = $"uprobe:{program}:handle(id=%di:s32)", Filter = "id < 10" });
        Finish(work);
        session.WaitForEnd(Timeout.InfiniteTimeSpan);
        MarkerHits.AssertBalances(session);

        Assert.Equal((Count, Count, Count, 10L, 0L), (library.Hits, called.Hits, returned.Hits, even.Hits, session.LostCount));
        var hits = MarkerHits.Of(session).ToList();
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"id = {i}, name = \"request {i}\""), Payloads(hits, called));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"result = {2 * i}"), Payloads(hits, returned));
    }

    [Fact]
    public void PythonsOwnStaticProbesTellOfItsCollections()
    {
        Tool.Require("python3");
        string? marker = MarkerCatalog.Find("usdt:python3:python:gc_*").Select(marker => marker.Name).FirstOrDefault(name => name.EndsWith(":gc__start", StringComparison.Ordinal));
        if (marker is null)
            Assert.Skip("This python3 was built without static probes.");
        using var work = Tool.Start(
            marker.Split(':')[1], "-c", "import gc, sys\ngc.disable()\nprint('ready', flush=True)\ninput()\nfor i in range(300): gc.collect(i % 3)\nprint('done', flush=True)\ninput()");
        Assert.Equal("ready", work.StandardOutput.ReadLine());
        using var session = CaptureSession.Start(s_quiet with { ProcessIds = [work.Id] });
        var probe = Add(session, new RecordProbeOptions { Marker = marker });
        work.StandardInput.WriteLine();
        Assert.Equal("done", work.StandardOutput.ReadLine());
        session.Stop();
        work.StandardInput.WriteLine();
        Tool.Finish(work);
        MarkerHits.AssertBalances(session);
        Assert.Equal(300, probe.Hits);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => string.Create(CultureInfo.InvariantCulture, $"arg1 = {i % 3}")), Payloads([.. MarkerHits.Of(session)], probe));
    }

    private static Probe Add(CaptureSession session, ProbeOptions options)
    {
        try
        {
            return session.AddProbe(options);
        }
        catch (CaptureException e) when (e.Error.Category == CaptureErrorCategory.PermissionDenied || e.Error.Id is CaptureErrorId.TracingNotFound)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    private static Process Begin(string program)
    {
        Capture.Require(CaptureCapability.OtherProcess);
        var work = Tool.Start(program, Count.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("ready", work.StandardOutput.ReadLine());
        return work;
    }

    private static void Finish(Process work)
    {
        work.StandardInput.WriteLine("go");
        Assert.Equal("done", work.StandardOutput.ReadLine());
        work.StandardInput.WriteLine("end");
        Tool.Finish(work);
    }

    private static IEnumerable<string> Payloads(List<(OProf.Capture.Sync.StreamEvent Entry, PayloadRecord Payload, string Marker)> hits, Probe probe) =>
        hits.Where(hit => hit.Marker == probe.Markers[0].Name).Select(hit => hit.Payload.ToString());
}
