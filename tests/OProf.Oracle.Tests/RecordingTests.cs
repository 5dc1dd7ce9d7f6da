using System.Globalization;
using OProf.Analysis.Formats.Ctf.Sessions;
using OProf.Analysis.Profiles;
using OProf.Capture.Environments;
using OProf.Capture.Recording;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>Recordings beside what the session itself gave, and beside babeltrace2.</summary>
public sealed class RecordingTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("oprof-recording-").FullName, "capture");

    [Theory]
    [InlineData("cpu-clock", true)]
    [InlineData("{cpu-clock,page-faults,context-switches}", true)]
    [InlineData("cpu-clock", false)]
    public async Task An_import_gives_what_the_live_session_gave(string events, bool chains)
    {
        Capture.Require(CaptureCapability.SystemWide);
        string program = Workload.Build("churn");
        using var session = CaptureSession.Start(Capture.Options with
        {
            Path = _folder,
            Events = [events],
            CallGraph = chains ? CallGraphMode.FramePointer : CallGraphMode.None,

            // The window has eight times that, so a reader that is held up for a second misses nothing.
            BufferSize = 8 << 20,
        });
        var live = Task.Factory.StartNew(() => Follow(session), TaskCreationOptions.LongRunning);
        Tool.Run(program, "3000");
        session.Stop();
        Capture.WaitForEnd(session);
        Assert.Equal(0, session.LostCount);
        var (liveEntries, liveSamples) = await live;
        Assert.Equal(session.SampleCount, liveSamples.Count);
        Assert.InRange(liveSamples.Count, 1000, int.MaxValue);

        using var import = Recording.Open(_folder, recover: false);
        output.WriteLine($"{liveSamples.Count} samples, {liveEntries.Count} entries, {session.RecordedBytes} bytes on disk, {session.Tables.Stacks.Count} chains");
        var (entries, samples) = Follow(import);
        AssertEqual(liveEntries, entries);
        AssertEqual(liveSamples, samples);
        AssertSameSession(session, import);
    }

    [Fact]
    public void Babeltrace2_counts_the_same_events_by_type_and_cpu()
    {
        Capture.Require(CaptureCapability.SystemWide);
        Tool.Require("babeltrace2");
        using (var session = CaptureSession.Start(Capture.Options with { Path = _folder }))
        {
            Tool.Run(Workload.Build("churn"), "2000");
            session.Stop();
            Capture.WaitForEnd(session);
        }

        using var import = Recording.Open(_folder, recover: false);
        Assert.DoesNotContain(import.Notices, notice => notice.Id.StartsWith("OProfRecording", StringComparison.Ordinal));
        var ours = new Dictionary<(string, int), long>();
        var reader = import.OpenReader();
        while (reader.TryRead(out var entry))
        {
            if (NameOf(entry) is { } name)
                ours[(name, entry.Cpu)] = ours.GetValueOrDefault((name, entry.Cpu)) + 1;
        }

        var theirs = Babeltrace.Count(_folder);
        var samples = theirs.Where(count => count.Key.Name is "sample" or "sample_in_full").GroupBy(count => count.Key.Cpu)
            .ToDictionary(group => ("sample", group.Key), group => group.Sum(count => count.Value));
        foreach (var (key, count) in theirs.Where(count => count.Key.Name is "lost" or "module_loaded"))
            samples[key] = count;
        Assert.Equal(samples.OrderBy(count => count.Key), ours.OrderBy(count => count.Key));

        // And the definitions, one by one.
        Assert.Equal(import.Stacks.Count - 1, Babeltrace.Sum(_folder, "chains", "count"));
        Assert.Equal(import.Stacks.FrameCount - 1, Babeltrace.Sum(_folder, "frames", "count"));
        Assert.Equal(import.Cookies.Count, theirs[("image", -1)]);
        Assert.Equal(import.Tasks.Count, theirs[("task", -1)]);
        Assert.Equal(import.Tables.Strings.Count, theirs[("name", -1)]);
    }

    [Fact]
    public void Snapshots_of_a_flight_recorder_hold_its_last_while_and_it_goes_on()
    {
        Capture.Require(CaptureCapability.SystemWide);
        var last = TimeSpan.FromMilliseconds(300);
        using var session = CaptureSession.Start(Capture.Options with { Mode = BufferRetention.Overwrite, Last = last, MaxMemory = 64 << 20 });
        string program = Workload.Build("churn");
        for (int i = 0; i < 8; i++)
        {
            Tool.Run(program, "400");
            ulong before = Latest(session);
            long saved = SessionSnapshot.Save(session, _folder, force: true, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(SessionState.Running, session.State);
            using var import = Recording.Open(_folder, recover: false);
            var (_, samples) = Follow(import);
            Assert.Equal(saved, samples.Count);
            Assert.Equal(saved, import.SampleCount);

            // All from a while before the call, to the call at least.
            var times = Times(import);
            Assert.True(times[^1] >= before, $"snapshot {i} ends {before - times[^1]} ns too early");
            Assert.True(
                times[0] <= before - (ulong)last.Ticks * 100 || times[0] == session.FirstSampleTimestamp,
                $"snapshot {i} begins {(before - times[0]) / 1e6} ms before the call");
        }

        session.Stop();
        Capture.WaitForEnd(session);
        Assert.True(session.Buffer.OverwrittenSamples > 0, "nothing was overwritten");
        Assert.InRange(session.MemoryUsed, 1, 64 << 20);
    }

    private static ulong Latest(CaptureSession session) => Times(session)[^1];

    private static List<ulong> Times(Session session)
    {
        var times = new List<ulong>();
        var reader = session.OpenReader();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Sample)
                times.Add(entry.Time);
        }

        return times;
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    private static string? NameOf(in StreamEvent entry) => entry.Kind switch
    {
        EventKind.Sample => "sample",
        EventKind.Lost => "lost",
        EventKind.ModuleLoaded => "module_loaded",
        _ => null,
    };

    // All that a pipeline can see, entry by entry and sample by sample.
    private static (List<string> Entries, List<string> Samples) Follow(Session session)
    {
        var resolver = SampleResolver.Live(session);
        var reader = session.OpenReader();
        var entries = new List<string>();
        var samples = new List<string>();
        do
        {
            while (reader.TryRead(out var entry))
            {
                entries.Add(Text(entry));
                if (entry.Kind == EventKind.Sample)
                    samples.Add(Text(resolver.Resolve(entry)));
            }
        }
        while (!reader.Wait(TimeSpan.FromSeconds(1)) || !reader.IsAtEnd);
        Assert.Equal(0, reader.MissedSamples);
        return (entries, samples);
    }

    private static string Text(in StreamEvent entry) => string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.Kind} {entry.Time} {entry.Cpu} {entry.Task} {entry.ProcessId}/{entry.ThreadId} {entry.ExecutableCookie} {entry.Mode} {entry.Cookie}+{entry.Offset:x} {entry.Event} {entry.Period} {entry.Stack} {entry.LossCause} {entry.LostCount} {entry.DataKind} [{string.Join(",", entry.Values.ToArray())}]");

    private static string Text(ProfileSample sample) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sample.Time} {sample.Cpu} {sample.ProcessId}/{sample.ThreadId} {sample.Command} {sample.Cgroup} {sample.Mode} {sample.Event} {sample.Period} {sample.Image}+{sample.Offset:x} {sample.Cookie} [{string.Join(",", sample.GetValues())}] {string.Join(";", sample.GetFrames().Select(frame => (frame.Image, frame.Offset, frame.Mode, frame.Cookie, frame.IsReturnAddress)))}");

    private static void AssertEqual(List<string> expected, List<string> found)
    {
        for (int i = 0; i < Math.Min(expected.Count, found.Count); i++)
            Assert.True(expected[i] == found[i], $"number {i}: {expected[i]} became {found[i]}");
        Assert.Equal(expected.Count, found.Count);
    }

    private static void AssertSameSession(CaptureSession session, RecordedSession import)
    {
        Assert.Equal(session.Name, import.Name);
        Assert.Equal(session.Target, import.Target);
        Assert.Equal(session.EventNames, import.EventNames);
        Assert.Equal(session.EventGroups, import.EventGroups);
        Assert.Equal(session.Cpus, import.Cpus);
        Assert.Equal(session.RingSize, import.RingSize);
        Assert.Equal(session.StartTime, import.StartTime);
        Assert.Equal(session.StartTimestamp, import.StartTimestamp);
        Assert.Equal(session.FirstSampleTimestamp, import.FirstSampleTimestamp);
        Assert.Equal(session.Elapsed, import.Elapsed);
        Assert.Equal((session.State, session.EndReason, session.SampleCount), (import.State, import.EndReason, import.SampleCount));
        Assert.Equal(session.Notices, import.Notices);
        Assert.Equal(session.KernelSymbols, import.KernelSymbols);
        Assert.Equal(session.ProcessOwners.OrderBy(owner => owner.Key), import.ProcessOwners.OrderBy(owner => owner.Key));
        Assert.Equal((session.HostName, session.KernelRelease, session.BootId), (import.HostName, import.KernelRelease, import.BootId));
        var counts = new long[CpuLedger.CountsLength];
        var imported = new long[CpuLedger.CountsLength];
        foreach (var (expected, found) in session.Ledger.Zip(import.Ledger))
        {
            expected.CopyTo(counts);
            found.CopyTo(imported);
            Assert.Equal(counts, imported);
        }
    }
}
