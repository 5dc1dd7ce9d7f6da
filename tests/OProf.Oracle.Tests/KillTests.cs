using System.Diagnostics;
using System.Globalization;
using OProf.Analysis.Formats.Ctf;
using OProf.Analysis.Formats.Ctf.Sessions;
using OProf.Capture.Environments;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Publishing;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>
/// A process that records is killed at a random moment. What it had said to others by then, through the ring that it
/// publishes, is the witness for what it had committed.
/// </summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    // The issue asks for a hundred: OPROF_KILLS=100.
    private const int DefaultKills = 25;
    private const int MostMilliseconds = 250;
    private const int EarlyMilliseconds = 20;
    private const int Frequency = 10_000;

    private readonly string _root = Directory.CreateTempSubdirectory("oprof-kill-").FullName;

    [Fact]
    public void Each_recovery_has_every_record_that_was_committed_and_none_that_was_not()
    {
        Capture.Require(CaptureCapability.SystemWide);
        using var first = Tool.Start("/bin/sh", "-c", "while :; do :; done");
        using var second = Tool.Start("/bin/sh", "-c", "while :; do :; done");
        try
        {
            int seed = Random.Shared.Next();
            output.WriteLine($"seed {seed}");
            var random = new Random(seed);
            var tally = new Tally();
            int kills = int.TryParse(Environment.GetEnvironmentVariable("OPROF_KILLS"), out int asked) ? asked : DefaultKills;
            for (int i = 0; i < kills; i++)
                Kill(Path.Combine(_root, i.ToString(CultureInfo.InvariantCulture)), random.Next(MostMilliseconds * 10) / 10.0, tally);
            output.WriteLine($"{tally.Recovered} samples recovered, of which {tally.Witnessed} had been said to others; {tally.FromBuffers} kills left samples in the buffers only");
            Assert.InRange(tally.FromBuffers, kills / 2, kills);
        }
        finally
        {
            first.Kill();
            second.Kill();
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static void Kill(string folder, double milliseconds, Tally tally)
    {
        using var recorder = Tool.Start("dotnet", Path.Combine(AppContext.BaseDirectory, "oprof-recorder.dll"), folder, Frequency.ToString(CultureInfo.InvariantCulture));
        Assert.StartsWith("began", recorder.StandardOutput.ReadLine(), StringComparison.Ordinal);
        using var witness = FollowedSession.Connect(PublishedSession.Find(recorder.Id));

        // A moment that nothing on either side has chosen; now and then one before anything was captured.
        if (milliseconds > EarlyMilliseconds)
            Assert.True(SpinWait.SpinUntil(() => witness.SampleCount > 0, TimeSpan.FromMinutes(1)), "nothing is captured");
        var clock = Stopwatch.StartNew();
        SpinWait.SpinUntil(() => clock.Elapsed.TotalMilliseconds >= milliseconds);
        recorder.Kill();
        recorder.WaitForExit();
        Assert.True(witness.WaitForEnd(TimeSpan.FromMinutes(1)), "the follower has not noticed that the writer died");
        Assert.Equal(EndReason.Interrupted, witness.EndReason);
        Assert.Equal(0, witness.MissedSamples);

        var said = Samples(witness);
        using var session = Recording.Open(folder, recover: true);
        var recovered = Samples(session);
        Assert.Equal(recovered.Count, session.SampleCount);
        Assert.All(session.Ledger, cpu => Assert.True(cpu.Balances));
        Assert.Equal(EndReason.Interrupted, session.EndReason);

        // All that others were told, in its order; then at most what came between that and the kill.
        for (int i = 0; i < said.Count; i++)
            Assert.True(i < recovered.Count && said[i] == recovered[i], $"sample {i} of {said.Count} is not recovered: {said[i]}");
        var untold = recovered.Skip(said.Count).ToList();
        Assert.Equal(untold.Count, untold.Distinct().Count());
        Assert.DoesNotContain(untold, said.ToHashSet().Contains);

        tally.Recovered += recovered.Count;
        tally.Witnessed += said.Count;
        tally.FromBuffers += InFiles(folder) < recovered.Count ? 1 : 0;
    }

    // Samples that can be read without the buffers; killed early enough, not even the session's description is there.
    private static long InFiles(string folder)
    {
        try
        {
            using var session = Recording.Open(folder, recover: false);
            return session.SampleCount;
        }
        catch (CtfFormatException)
        {
            return 0;
        }
    }

    // Everything of a sample that does not depend on numbers of tables, which both sides have the same of anyway.
    private static List<(ulong Time, int Cpu, int Thread, ulong Offset, int Stack, string Command)> Samples(Session session)
    {
        var reader = session.OpenReader();
        var samples = new List<(ulong, int, int, ulong, int, string)>();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Sample)
                samples.Add((entry.Time, entry.Cpu, entry.ThreadId, entry.Offset, entry.Stack, entry.Task >= 0 ? session.Tasks[entry.Task].Command : ""));
        }

        return samples;
    }

    private sealed class Tally
    {
        public long Recovered { get; set; }

        public long Witnessed { get; set; }

        public int FromBuffers { get; set; }
    }
}
