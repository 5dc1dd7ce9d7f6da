using OProf.Analysis.Formats.Ctf.Sessions;
using OProf.Analysis.Profiles;
using OProf.Capture.Environments;
using OProf.Capture.Recording;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Publishing;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>Control groups of live sessions: programs in groups that the test has made, and one that goes from one to the other.</summary>
public sealed class CgroupTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("oprof-cgroups-").FullName, "capture");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public void Samples_are_of_the_groups_that_programs_run_in_live_recorded_and_followed()
    {
        Capture.Require(CaptureCapability.SystemWide);
        string program = Workload.Build("shares");
        using var groups = new ControlGroups();
        using var session = CaptureSession.Start(Capture.Options with { Path = _folder });
        SkipWithoutGroups(session);
        using var followed = PublishedSession.Find(Environment.ProcessId, null, session.Id).Connect();
        int one = Run(groups.Enter(groups.One), program);
        int two = Run(groups.Enter(groups.Two), program);
        session.Stop();
        Capture.WaitForEnd(session);

        // All that the program itself did; before that the shell was still elsewhere.
        var samples = Capture.Samples(session);
        Assert.All(samples.Where(sample => sample.ProcessId == one && sample.Command == "shares"), sample => Assert.Equal(groups.One, sample.Cgroup));
        Assert.All(samples.Where(sample => sample.ProcessId == two && sample.Command == "shares"), sample => Assert.Equal(groups.Two, sample.Cgroup));
        Assert.All(samples.Where(sample => sample.Cgroup == groups.One), sample => Assert.Equal(one, sample.ProcessId));
        Assert.All(samples.Where(sample => sample.Cgroup == groups.Two), sample => Assert.Equal(two, sample.ProcessId));
        Assert.InRange(samples.Count(sample => sample.Cgroup == groups.One), 100, samples.Count);
        Assert.InRange(samples.Count(sample => sample.Cgroup == groups.Two), 100, samples.Count);
        Assert.DoesNotContain(samples, sample => sample.Cgroup is null);

        var expected = Rows(session);
        using (var import = Recording.Open(_folder, recover: false))
        {
            Assert.Equal(expected, Rows(import));
            Assert.Equal(samples.Select(sample => sample.Cgroup), SampleResolver.For(import).Samples().Select(sample => sample.Cgroup));
        }

        Assert.True(followed.WaitForEnd(TimeSpan.FromMinutes(1)));
        Assert.Equal(0, followed.MissedSamples);
        Assert.Equal(expected, Rows(followed));
    }

    [Fact]
    public void A_process_that_goes_to_another_group_is_in_each_for_its_time()
    {
        Capture.Require(CaptureCapability.SystemWide);
        using var groups = new ControlGroups();
        string work = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";
        using var session = CaptureSession.Start(Capture.Options with
        {
            Command = ["sh", "-c", $"{groups.Enter(groups.One)}; {work}; {groups.Enter(groups.Two)}; {work}"],
            Mode = BufferRetention.Overwrite,
            CallGraph = CallGraphMode.None,
        });
        SkipWithoutGroups(session);
        Capture.WaitForEnd(session);
        var moves = Moves(SampleResolver.For(session));
        Assert.Equal([groups.One, groups.Two], moves.Where(group => group.Contains("oprof-test", StringComparison.Ordinal)));
        Assert.Equal(0, session.OverwrittenSamples);

        // What a flight recorder saves has them too.
        SessionSnapshot.Save(session, _folder, force: false, cancellation: TestContext.Current.CancellationToken);
        using var import = Recording.Open(_folder, recover: false);
        Assert.Equal(moves, Moves(SampleResolver.For(import)));
        Assert.Equal(Rows(session), Rows(import));
    }

    // The groups of the only thread in the order of time, each once in a row.
    private static List<string> Moves(SampleResolver resolver)
    {
        var moves = new List<string>();
        foreach (var sample in resolver.Samples().OrderBy(sample => sample.Time))
        {
            if (moves.Count == 0 || moves[^1] != sample.Cgroup)
                moves.Add(sample.Cgroup ?? "");
        }

        return moves;
    }

    private static int Run(string enter, string program)
    {
        string output = Tool.Run("sh", "-c", $"{enter} && exec {program} 300");
        return int.Parse(output.Split(' ', 2)[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void SkipWithoutGroups(CaptureSession session)
    {
        if (session.Notices.FirstOrDefault(notice => notice.Message.Contains("CONFIG_CGROUP_PERF", StringComparison.Ordinal)) is { } notice)
            Assert.Skip(notice.Message);
    }

    private static IEnumerable<string> Rows(Session session) =>
        SampleReport.Measure(session, [ProfileKey.Cgroup, ProfileKey.Thread]).Rows.Select(row => $"{row.Cgroup} {row.ThreadId} {row.Command} {row.Samples} {row.Period}");
}
