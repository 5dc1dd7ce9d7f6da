using System.Globalization;
using OProf.Capture.Recording;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sessions;

/// <summary>
/// A CPU is taken offline and brought back while sessions run. What other tests pin to a CPU would be moved off it, so these
/// run only where that is asked for, with nothing else beside them.
/// </summary>
[Trait("Category", "ChangesMachine")]
public sealed class HotplugTests : LiveSessionTest
{
    private const string Permission = "OPROF_TEST_HOTPLUG";

    private readonly int _cpu;
    private readonly string _switch = "";

    public HotplugTests()
    {
        if (Environment.GetEnvironmentVariable(Permission) != "1")
            Assert.Skip($"takes a CPU of this machine offline for a moment: set {Permission}=1, and run it alone.");
        int[] online = CaptureOptionsCheck.Cpus(null);
        _cpu = online[^1];
        if (online.Length < 2)
            Assert.Skip("there is only one CPU.");
        _switch = string.Create(CultureInfo.InvariantCulture, $"/sys/devices/system/cpu/cpu{_cpu}/online");
        try
        {
            File.WriteAllText(_switch, "1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"CPU {_cpu} cannot be switched: {e.Message}");
        }

        Keep(new OnlineAgain(_switch));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Samples_of_a_cpu_that_comes_back_are_there_and_the_ledger_is_exact(bool toDisk)
    {
        string folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        for (int i = 0; i < Environment.ProcessorCount; i++)
            Burn();
        var session = Start(new CaptureOptions { Events = ["cpu-clock"], Frequency = 1999, Path = toDisk ? folder : null });
        var reader = session.OpenReader();
        WaitForSample(session, reader, 0);
        ulong offline = Now();
        File.WriteAllText(_switch, "0");
        ulong gone = Now();
        WaitForNotice(session, "went offline");
        File.WriteAllText(_switch, "1");
        ulong back = Now();
        WaitForSample(session, reader, back);
        session.Stop();
        Assert.Equal(2, session.Notices.Count(notice => notice.Id == "OProfCpuHotplug"));
        Assert.Equal(0, session.LostCount);
        Assert.InRange(session.Ledger.First(cpu => cpu.Cpu == _cpu).Delivered, 2, long.MaxValue);
        if (toDisk)
        {
            Assert.Equal(session.SampleCount, Recorded(folder, session));
            return;
        }

        var mine = Samples(session).Where(sample => sample.Cpu == _cpu).ToList();
        Assert.Contains(mine, sample => sample.Time < offline);
        Assert.DoesNotContain(mine, sample => sample.Time > gone && sample.Time < back - 50_000_000);
        Assert.Contains(mine, sample => sample.Time > back);
    }

    [Fact]
    public void A_session_that_is_suspended_meanwhile_samples_the_cpu_when_it_is_resumed()
    {
        Burn();
        Burn();
        var session = Start(new CaptureOptions { Events = ["cpu-clock"], Frequency = 1999 });
        session.Suspend();
        File.WriteAllText(_switch, "0");
        WaitForNotice(session, "went offline");
        File.WriteAllText(_switch, "1");
        WaitForNotice(session, "came online");
        ulong resumed = Now();
        session.Resume();
        WaitForSample(session, session.OpenReader(), resumed);
        session.Stop();
        Assert.InRange(session.Ledger.First(cpu => cpu.Cpu == _cpu).Delivered, 1, long.MaxValue);
    }

    [Fact]
    public void A_cpu_that_was_not_there_at_the_start_gets_its_ring_and_its_stream()
    {
        string folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        Burn();
        Burn();
        File.WriteAllText(_switch, "0");
        var session = Start(new CaptureOptions { Events = ["cpu-clock"], Frequency = 1999, Path = folder });
        Assert.DoesNotContain(_cpu, session.Cpus);
        File.WriteAllText(_switch, "1");
        WaitForSample(session, session.OpenReader(), 0);
        session.Stop();
        Assert.Contains(_cpu, session.Cpus);
        Assert.True(File.Exists(Path.Combine(folder, RecordingFolder.NameOf(_cpu))));
        Assert.Equal(session.SampleCount, Recorded(folder, session));
    }

    // Number of samples that were written; the folder goes.
    private static long Recorded(string folder, CaptureSession session)
    {
        long bytes = session.Ledger.Sum(cpu => new FileInfo(Path.Combine(folder, RecordingFolder.NameOf(cpu.Cpu))).Length);
        Assert.InRange(bytes, 1, long.MaxValue);
        Directory.Delete(folder, recursive: true);
        return session.Ledger.Sum(cpu => cpu.Delivered);
    }

    private static void WaitForNotice(CaptureSession session, string text) => Assert.True(
        SpinWait.SpinUntil(() => session.Notices.Any(notice => notice.Message.Contains(text, StringComparison.Ordinal)), Long), $"nobody says that the CPU {text}");

    private void WaitForSample(CaptureSession session, EventReader reader, ulong after)
    {
        while (true)
        {
            while (reader.TryRead(out var entry))
            {
                if (entry.Kind == EventKind.Sample && entry.Cpu == _cpu && entry.Time > after)
                    return;
            }

            Assert.False(session.IsComplete, "the session has ended");
            reader.Wait(Long);
        }
    }

    private sealed class OnlineAgain(string path) : IDisposable
    {
        public void Dispose() => File.WriteAllText(path, "1");
    }
}
