using OProf.Analysis.Formats.Ctf.Sessions;
using OProf.Capture.Environments;
using OProf.Capture.Recording;
using OProf.Capture.Sessions;
using OProf.Capture.Sync;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>A recording on a disk that has too little room.</summary>
public class FullDiskTests(ITestOutputHelper output)
{
    [Fact]
    public void The_session_ends_with_the_reason_and_everything_that_was_committed_can_be_read()
    {
        Capture.Require(CaptureCapability.SystemWide);
        Tool.Require("babeltrace2");
        using var disk = new SmallDisk(7);
        string folder = Path.Combine(disk.Path, "capture");
        using var burner = Tool.Start("/bin/sh", "-c", "while :; do :; done");
        long delivered;
        try
        {
            using var session = CaptureSession.Start(Capture.Options with { Path = folder, Cpus = [0], Frequency = 49_999 });
            Assert.True(session.WaitForEnd(TimeSpan.FromMinutes(2)), "the disk is not full yet");
            var failure = Assert.IsType<CaptureException>(session.Failure);
            Assert.Equal("OProfRecordingNoSpace", failure.Error.Id);
            Assert.Equal((SessionState.Failed, EndReason.Failed), (session.State, session.EndReason));
            Assert.All(session.Ledger, cpu => Assert.True(cpu.Balances));
            delivered = session.Ledger.Sum(cpu => cpu.Delivered);
            Assert.Equal(delivered, session.SampleCount);
            output.WriteLine($"{delivered} samples written, {Capture.Lost(session, LossCause.RecordingOverflow)} lost for want of room");
        }
        finally
        {
            burner.Kill();
        }

        // The files end with a whole packet, and babeltrace2 reads them without a warning.
        var counted = Babeltrace.Count(folder).Where(count => count.Key.Name.StartsWith("sample", StringComparison.Ordinal)).Sum(count => count.Value);
        using var files = Recording.Open(folder, recover: false);
        Assert.Equal(counted, files.SampleCount);
        Assert.InRange(counted, 1, delivered);

        // With what lies in the buffers it is all.
        using var all = Recording.Open(folder, recover: true);
        Assert.Equal(delivered, all.SampleCount);
        Assert.All(all.Ledger, cpu => Assert.True(cpu.Balances));
    }

    [Fact]
    public void A_disk_without_room_for_the_buffers_refuses_the_session_and_nothing_is_left()
    {
        Capture.Require(CaptureCapability.SystemWide);
        using var disk = new SmallDisk(1);
        string folder = Path.Combine(disk.Path, "capture");
        var refusal = Assert.Throws<CaptureException>(() => CaptureSession.Start(Capture.Options with { Path = folder }));
        Assert.Equal("OProfRecordingNoSpace", refusal.Error.Id);
        Assert.Empty(Directory.EnumerateFileSystemEntries(disk.Path));
        Assert.DoesNotContain(SessionRegistry.Sessions, session => session.Options.Path == folder);
    }

    [Fact]
    public void A_snapshot_that_finds_no_room_leaves_nothing()
    {
        Capture.Require(CaptureCapability.SystemWide);
        using var disk = new SmallDisk(1);
        string folder = Path.Combine(disk.Path, "capture");
        using var session = CaptureSession.Start(Capture.Options with { Mode = BufferRetention.Overwrite });
        var refusal = Assert.Throws<CaptureException>(() => SessionSnapshot.Save(session, folder, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal("OProfRecordingNoSpace", refusal.Error.Id);
        Assert.Empty(Directory.EnumerateFileSystemEntries(disk.Path));
        Assert.Equal(SessionState.Running, session.State);
    }
}
