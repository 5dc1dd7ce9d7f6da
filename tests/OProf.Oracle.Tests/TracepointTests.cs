using System.Diagnostics;
using System.Globalization;
using OProf.Capture.Environments;
using OProf.Capture.Markers.Probes;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using OProf.Capture.Sync.Payloads;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>
/// Tracepoints of the whole system in a session and in perf record at the same time: the same hits, with the same fields. The time
/// of a hit is taken for each of the two by itself, so hits of one CPU and thread are compared in their order.
/// </summary>
public class TracepointTests(ITestOutputHelper output)
{
    private const string Switch = "sched:sched_switch";
    private const string Enter = "raw_syscalls:sys_enter";

    // How long the work goes on at least: processes that take turns, and one that does nothing but system calls.
    private static readonly int s_seconds = int.Parse(Environment.GetEnvironmentVariable("OPROF_ORACLE_SECONDS") ?? "0", CultureInfo.InvariantCulture);

    [Fact]
    public void HitsAndTheirFieldsArePerfs()
    {
        Capture.Require(CaptureCapability.SystemWide);
        using var session = CaptureSession.Start(new CaptureOptions
        {
            Events = ["cpu-clock"],
            Frequency = 99,
            CallGraph = CallGraphMode.None,
            BufferSize = 32 << 20,
            MaxMemory = 6L << 30,
            PublishedSize = 0,
            Probes = [new RecordProbeOptions { Marker = Switch }, new RecordProbeOptions { Marker = Enter }],
        });
        using var perf = PerfTrace.Start(Switch, Enter);
        long begin = Now();
        var watch = Stopwatch.StartNew();
        do
        {
            Tool.Run("/bin/sh", "-c", "yes | head -c 1000000 | cat >/dev/null; dd if=/dev/zero of=/dev/null bs=512 count=5000 2>/dev/null");
        }
        while (watch.Elapsed.TotalSeconds < s_seconds);
        long end = Now();
        perf.Stop();
        session.Stop();
        var theirs = perf.Read(out bool perfLost);
        MarkerHits.AssertBalances(session);
        if (perfLost)
            Assert.Skip("perf lost events on this machine: there is nothing to compare with.");
        Assert.True(session.LostCount == 0, string.Join(", ", Enum.GetValues<LossCause>().Select(cause => $"{cause} {Capture.Lost(session, cause)}")));

        var ours = MarkerHits.Of(session)
            .Select(hit => new PerfTracepoint((long)hit.Entry.Time, hit.Entry.Cpu, hit.Entry.ProcessId, hit.Entry.ThreadId, hit.Marker, Print(hit.Marker, hit.Payload)))
            .Where(hit => hit.Time >= begin && hit.Time <= end && hit.ThreadId != perf.Excluded).ToList();
        theirs.RemoveAll(hit => hit.Time < begin || hit.Time > end);
        output.WriteLine($"{(end - begin) / 1e9:F1} s; {Switch}: {ours.Count(hit => hit.Event == Switch)} of the session, {theirs.Count(hit => hit.Event == Switch)} of perf; "
            + $"{Enter}: {ours.Count(hit => hit.Event == Enter)} of the session, {theirs.Count(hit => hit.Event == Enter)} of perf");
        Assert.True(theirs.Count(hit => hit.Event == Switch) > 100 && theirs.Count(hit => hit.Event == Enter) > 5_000, $"{theirs.Count}");

        // What happened at the edges may lie inside by the clock of one and outside by that of the other.
        var expected = Keyed(theirs);
        var found = Keyed(ours);
        int different = 0;
        foreach (var key in expected.Keys.Union(found.Keys).Order())
        {
            var left = expected.GetValueOrDefault(key, []);
            var right = found.GetValueOrDefault(key, []);
            different += Differences(left, right);
        }

        output.WriteLine($"{different} different, of {theirs.Count}");
        Assert.InRange(different, 0, 2 * Environment.ProcessorCount);
    }

    private static Dictionary<(int Cpu, string Event), List<PerfTracepoint>> Keyed(List<PerfTracepoint> hits) =>
        hits.GroupBy(hit => (hit.Cpu, hit.Event)).ToDictionary(group => group.Key, group => group.ToList());

    // Both are in the order of the CPU. The first and last may be missing from one of them; all between have to be the same.
    private int Differences(List<PerfTracepoint> left, List<PerfTracepoint> right)
    {
        int i = 0, j = 0, different = 0;
        while (i < left.Count && j < right.Count)
        {
            if (Same(left[i], right[j]))
            {
                i++;
                j++;
                continue;
            }

            if (different < 10)
                output.WriteLine($"perf    {left[i]}\nsession {right[j]}");
            different++;
            if (left[i].Time < right[j].Time)
                i++;
            else
                j++;
        }

        return different + (left.Count - i) + (right.Count - j);
    }

    // A task that ends may be released, and lose its ids, between the moment it is written for the one and for the other.
    private static bool Same(PerfTracepoint left, PerfTracepoint right) =>
        SameId(left.ProcessId, right.ProcessId) && SameId(left.ThreadId, right.ThreadId) && left.Fields == right.Fields && Math.Abs(left.Time - right.Time) < 1_000_000_000;

    private static bool SameId(int left, int right) => left == right || left == -1 || right == -1;

    // As the kernel's print format says.
    private static string Print(string marker, PayloadRecord fields)
    {
        if (marker == Enter)
        {
            string arguments = string.Join(", ", ((object[])fields["args"]!).Select(argument => ((ulong)argument).ToString("x", CultureInfo.InvariantCulture)));
            return string.Create(CultureInfo.InvariantCulture, $"NR {fields["id"]} ({arguments})");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"prev_comm={fields["prev_comm"]} prev_pid={fields["prev_pid"]} prev_prio={fields["prev_prio"]} prev_state={State((LabeledValue)fields["prev_state"]!)} ==> next_comm={fields["next_comm"]} next_pid={fields["next_pid"]} next_prio={fields["next_prio"]}");
    }

    private static string State(LabeledValue state)
    {
        const int Preempted = 0x100;
        long value = (long)state.Value;
        string label = (value & (Preempted - 1)) == 0 ? "R" : state.Label ?? state.ToString();
        return (value & Preempted) != 0 ? label + "+" : label;
    }

    private static long Now() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
}
