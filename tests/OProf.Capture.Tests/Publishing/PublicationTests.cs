using System.Runtime.Versioning;
using OProf.Buffers.Mmap;
using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Publishing;
using OProf.Capture.Sync;
using OProf.Capture.Tests.Sessions;
using OProf.Capture.Tests.Sync;
using Xunit;

namespace OProf.Capture.Tests.Publishing;

/// <summary>Sessions of this process, followed through what they publish, as another process does it.</summary>
[SupportedOSPlatform("linux")]
public class PublicationTests : LiveSessionTest
{
    private static readonly CaptureOptions s_brisk = new() { Events = ["cpu-clock"], Frequency = 2000 };

    [Fact]
    public void A_follower_reads_the_same_samples_with_the_same_numbers()
    {
        Burn();
        var session = Start(s_brisk with { MaxSamples = 1500 });
        var followed = Follow(session);
        Assert.Equal((session.Name, session.Target, session.StartTime, session.StartTimestamp), (followed.Name, followed.Target, followed.StartTime, followed.StartTimestamp));
        Assert.Equal(session.EventNames, followed.EventNames);
        Assert.True(followed.WaitForEnd(Long));
        AssertSame(session, followed);
        Assert.Equal((SessionState.Stopped, EndReason.SampleLimit, session.Elapsed), (followed.State, followed.EndReason, followed.Elapsed));
        Assert.Equal(1500, followed.SampleCount);
        Assert.Equal(session.FirstSampleTimestamp, followed.FirstSampleTimestamp);
        Assert.Equal(0, followed.MissedSamples);
        for (int i = 0; i < session.Ledger.Count; i++)
            Assert.Equal(Counts(session.Ledger[i]), Counts(followed.Ledger[i]));
        Assert.Equal(session.Notices, followed.Notices);
        Assert.Equal(session.ProcessOwners, followed.ProcessOwners);
    }

    [Fact]
    public void Several_followers_that_come_late_read_all_of_a_session_that_has_ended()
    {
        Burn();
        var session = Run(s_brisk with { MaxSamples = 1000 });
        FollowedSession[] followers = [Follow(session), Follow(session), Follow(session)];
        foreach (var followed in followers)
        {
            Assert.True(followed.WaitForEnd(Long));
            AssertSame(session, followed);
        }
    }

    [Fact]
    public void A_follower_that_comes_when_the_first_samples_are_gone_counts_them_exactly()
    {
        Burn();
        Burn();
        var session = Run(s_brisk with { Frequency = 9000, MaxSamples = 4000, PublishedSize = 128 << 10 });
        var followed = Follow(session);
        Assert.True(followed.WaitForEnd(Long));
        Assert.InRange(followed.MissedSamples, 1, 3999);
        Assert.Equal(4000, followed.MissedSamples + followed.SampleCount);
        var all = Samples(session).Select(entry => StreamModel.TextOf(entry)).ToList();
        Assert.Equal(all[(int)followed.MissedSamples..], Samples(followed));
        Assert.Contains(followed.Notices, notice => notice.Id == "OProfFollowerMissed");
    }

    [Fact]
    public void Nothing_is_published_while_nobody_follows_and_all_that_is_retained_when_somebody_does()
    {
        Burn();
        var session = Start(s_brisk);
        Assert.True(SpinWait.SpinUntil(() => session.SampleCount > 200, Long));
        using var buffer = MmapBuffer.Open(Path.Combine(session.PublishedPath!, "events"));
        using var mapping = buffer.Map();
        Assert.Equal((0UL, false), (mapping.Head, mapping.IsServed));

        // The first follower has all; when it has gone the ring rests again, and another one finds no gap.
        var first = Follow(session);
        Assert.True(mapping.IsServed);
        Assert.InRange(first.SampleCount, 200, session.SampleCount);
        first.Dispose();
        Assert.True(SpinWait.SpinUntil(() => !mapping.IsServed, Long));
        ulong head = mapping.Head;
        long seen = session.SampleCount;
        Assert.True(SpinWait.SpinUntil(() => session.SampleCount > seen + 200, Long));
        Assert.Equal(head, mapping.Head);
        var second = Follow(session);
        session.Stop();
        Assert.True(second.WaitForEnd(Long));
        Assert.Equal(0, second.MissedSamples);
        AssertSame(session, second);
    }

    [Fact]
    public void A_follower_that_comes_while_the_ring_rests_and_is_too_small_counts_what_it_missed_exactly()
    {
        Burn();
        Burn();
        var session = Start(s_brisk with { Frequency = 9000, PublishedSize = 128 << 10 });
        Follow(session).Dispose();
        Assert.True(SpinWait.SpinUntil(() => session.SampleCount > 4000, Long));
        var followed = Follow(session);
        session.Stop();
        Assert.True(followed.WaitForEnd(Long));
        Assert.InRange(followed.MissedSamples, 1, session.SampleCount - 1);
        Assert.Equal(session.SampleCount, followed.MissedSamples + followed.SampleCount);
    }

    [Fact]
    public void A_follower_sees_a_pause()
    {
        Burn();
        var session = Start(s_brisk);
        var followed = Follow(session);
        session.Suspend();
        Assert.True(SpinWait.SpinUntil(() => followed.State == SessionState.Suspended, Long));
        session.Resume();
        Assert.True(SpinWait.SpinUntil(() => followed.State == SessionState.Running, Long));
        session.Stop();
        Assert.True(followed.WaitForEnd(Long));
        Assert.Equal((SessionState.Stopped, EndReason.Stopped), (followed.State, followed.EndReason));
    }

    [Fact]
    public void A_follower_knows_how_the_command_ended()
    {
        var session = Run(s_brisk with { Command = ["sh", "-c", "echo hello; exit 3"], CommandOutput = CommandOutput.Capture });
        var followed = Follow(session);
        Assert.True(followed.WaitForEnd(Long));
        Assert.Equal((3, "hello\n", CommandExitReason.Exited), (followed.Command!.ExitCode, followed.Command.StandardOutput, followed.Command.ExitReason));
        Assert.Equal(EndReason.CommandExited, followed.EndReason);
    }

    [Fact]
    public void A_follower_controls_nothing()
    {
        var session = Start(s_brisk);
        var followed = Follow(session);
        foreach (Action act in (Action[])[followed.Suspend, followed.Resume, () => followed.Stop()])
        {
            var e = Assert.Throws<CaptureException>(act);
            Assert.Equal("OProfSessionForeign", e.Error.Id);
            Assert.Contains(FormattableString.Invariant($"process {Environment.ProcessId}"), e.Message, StringComparison.Ordinal);
        }

        followed.Dispose();
        Assert.Equal(SessionState.Running, session.State);
        session.Stop();
        followed.Stop();
    }

    [Fact]
    public void The_files_are_for_their_owner_alone_and_go_with_the_session()
    {
        var session = Start(s_brisk);
        string path = session.PublishedPath!;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        Assert.Equal(["definitions.0", "events", "session"], Directory.GetFiles(path).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(path), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        session.Stop();
        Assert.True(Directory.Exists(path));
        session.Dispose();
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void A_session_that_is_not_to_be_published_is_not()
    {
        var session = Start(s_brisk with { PublishedSize = 0 });
        Assert.Null(session.PublishedPath);
        Assert.DoesNotContain(PublishedSession.All(Environment.ProcessId), found => found.SessionId == session.Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(3 << 20)]
    [InlineData(2L << 30)]
    public void A_ring_of_another_size_is_refused(long size) =>
        Assert.Equal("OProfOptionInvalid", Refusal(s_brisk with { PublishedSize = size }).Id);

    [Fact]
    public void The_death_of_the_writer_is_noticed()
    {
        Burn();
        var session = Start(s_brisk);
        var witness = Follow(session);
        Assert.True(SpinWait.SpinUntil(() => witness.SampleCount > 100, Long));

        // The files as they are when the process is killed: no end was written, and nobody holds the lock.
        using var dead = new DeadCopy(session.PublishedPath!);
        var followed = Keep(PublishedSession.Find(dead.ProcessId).Connect());
        Assert.True(followed.WaitForEnd(Long));
        Assert.Equal((SessionState.Failed, EndReason.Interrupted), (followed.State, followed.EndReason));
        Assert.Contains(followed.Notices, notice => notice.Id == "OProfWriterDied");
        Assert.InRange(followed.SampleCount, 1, session.SampleCount);
    }

    [Fact]
    public void What_a_dead_process_left_is_cleared_away_by_the_next_session()
    {
        var session = Start(s_brisk);
        using var dead = new DeadCopy(session.PublishedPath!);
        Assert.True(Directory.Exists(dead.Path));
        Start(s_brisk);
        Assert.False(Directory.Exists(dead.Path));
        Assert.True(Directory.Exists(session.PublishedPath));
    }

    [Theory]
    [InlineData("events")]
    [InlineData("session")]
    public void Files_that_others_may_touch_are_refused(string name)
    {
        var session = Start(s_brisk);
        using var copy = new DeadCopy(session.PublishedPath!);
        string file = Path.Combine(copy.Path, name);
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.GroupRead);
        Assert.Equal("OProfPublishedPermissions", NotFound(() => PublishedSession.Find(copy.ProcessId)).Id);
    }

    [Fact]
    public void Files_of_another_user_are_refused()
    {
        if (Environment.UserName != "root")
            Assert.Skip("Only root can give a file to another user.");
        var session = Start(s_brisk);
        using var copy = new DeadCopy(session.PublishedPath!);
        using (var chown = System.Diagnostics.Process.Start("chown", ["12345", Path.Combine(copy.Path, "events")]))
            chown.WaitForExit();
        Assert.Equal("OProfPublishedOwner", NotFound(() => PublishedSession.Find(copy.ProcessId)).Id);
    }

    [Fact]
    public void Damaged_files_are_refused_and_end_nothing()
    {
        Burn();
        var session = Start(s_brisk);
        var witness = Follow(session);
        Assert.True(SpinWait.SpinUntil(() => witness.SampleCount > 300, Long));
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 60; i++)
        {
            using var copy = new DeadCopy(session.PublishedPath!);
            copy.Damage(random);
            try
            {
                using var followed = PublishedSession.Find(copy.ProcessId).Connect();
                Assert.True(followed.WaitForEnd(Long));
                refused += followed.EndReason == EndReason.Failed ? 1 : 0;
            }
            catch (CaptureException e)
            {
                Assert.StartsWith("OProfPublished", e.Error.Id, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(refused > 5, $"{refused}");
    }

    [Fact]
    public void A_session_is_found_by_process_name_and_number()
    {
        var first = Start(s_brisk with { Name = "first of two" });
        var second = Start(s_brisk with { Name = "second of two" });
        int process = Environment.ProcessId;
        Assert.Equal(first.Id, PublishedSession.Find(process, "FIRST of two").SessionId);
        Assert.Equal("second of two", PublishedSession.Find(process, null, second.Id).Name);
        Assert.Equal("OProfPublishedSeveral", NotFound(() => PublishedSession.Find(process)).Id);
        Assert.Equal("OProfPublishedNotFound", NotFound(() => PublishedSession.Find(process, "third")).Id);

        // One that runs is meant rather than one that has ended.
        second.Stop();
        Assert.Equal(first.Id, PublishedSession.Find(process).SessionId);
        Assert.True(PublishedSession.Find(process, "second of two").HasEnded);
    }

    [Fact]
    public void A_process_of_another_user_is_named_as_such()
    {
        if (Environment.UserName != "root")
            Assert.Skip("Only root can start a process of another user.");
        var other = Keep(new ShellProcess("exec setpriv --reuid=65534 --clear-groups sh -c 'echo ready; exec sleep 60'"));
        if (other.ReadLine() != "ready")
            Assert.Skip("there is no setpriv here");
        Assert.Equal("OProfPublishedOtherUser", NotFound(() => PublishedSession.Find(other.Id)).Id);
    }

    private static CaptureError NotFound(Func<object> find) => Assert.Throws<CaptureException>(find).Error;

    private static long[] Counts(CpuLedger ledger)
    {
        long[] counts = new long[CpuLedger.CountsLength];
        ledger.CopyTo(counts);
        return counts;
    }

    private static List<string> Samples(FollowedSession session)
    {
        var samples = new List<string>();
        var reader = session.OpenReader();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Sample)
                samples.Add(StreamModel.TextOf(entry));
        }

        return samples;
    }

    private static void AssertSame(CaptureSession session, FollowedSession followed)
    {
        Assert.Equal(Samples(session).Select(entry => StreamModel.TextOf(entry)), Samples(followed));
        Assert.Equal(session.Stacks.Count, followed.Stacks.Count);
        for (int stack = 0; stack < session.Stacks.Count; stack++)
            Assert.Equal((session.Stacks.FrameOf(stack), session.Stacks.ParentOf(stack)), (followed.Stacks.FrameOf(stack), followed.Stacks.ParentOf(stack)));
        for (int frame = 0; frame < session.Stacks.FrameCount; frame++)
            Assert.Equal(session.Stacks.Frame(frame), followed.Stacks.Frame(frame));
        for (int task = 0; task < session.Tasks.Count; task++)
            Assert.Equal(session.Tasks[task], followed.Tasks[task]);
        Assert.Equal(session.Cookies.Count, followed.Cookies.Count);
        for (ulong cookie = 1; cookie <= (ulong)session.Cookies.Count; cookie++)
            Assert.Equal(session.Cookies[cookie]!.Path, followed.Cookies[cookie]!.Path);
    }

    private FollowedSession Follow(CaptureSession session) =>
        Keep(PublishedSession.Find(Environment.ProcessId, null, session.Id).Connect());
}
