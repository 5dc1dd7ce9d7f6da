using System.Runtime.InteropServices;
using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Abi;
using OProf.Capture.Sync;
using OProf.Capture.Tests.Sync;
using Xunit;

namespace OProf.Capture.Tests.Sessions;

/// <summary>
/// A test on real perf events. However it ends, each of its sessions' ledgers has to add up and nothing may be left open.
/// </summary>
[Collection(LiveSessions.Name)]
public abstract class LiveSessionTest : IDisposable
{
    /// <summary>Far longer than anything here takes; only a test that hangs reaches it.</summary>
    protected static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private string _openBefore;
    private readonly List<CaptureSession> _sessions = [];
    private readonly List<IDisposable> _others = [];

    protected LiveSessionTest()
    {
        var attr = new PerfEventAttr { Type = PerfTypeId.PERF_TYPE_SOFTWARE, Config = (ulong)PerfSwIds.PERF_COUNT_SW_CPU_CLOCK, Flags = PerfEventAttrFlags.Disabled };
        int fd = PerfEventOpen.Invoke(ref attr, PerfEventOpen.Any, 0, PerfEventOpen.NoGroup, PerfEventOpenFlags.PERF_FLAG_FD_CLOEXEC);
        if (fd < 0)
            Assert.Skip($"perf_event_open of cpu-clock for the whole system: {Errno.NameOf(Marshal.GetLastPInvokeError())}");
        _ = Close.Invoke(fd);

        // The runtime opens an epoll of its own with the first redirected process, for good.
        using (var first = new ShellProcess("echo ready"))
            first.ReadLine();
        _openBefore = LeftOpen.Descriptors();
    }

    public void Dispose()
    {
        foreach (var session in _sessions)
            session.Dispose();
        foreach (var other in _others)
            other.Dispose();
        foreach (var session in _sessions)
        {
            LedgerAssert.Balances(session.Ledger);
            Assert.Equal(session.SampleCount + session.RecordedHits, session.Ledger.Sum(ledger => ledger.Delivered));
            Assert.True(session.Failure is null, session.Failure?.ToString());
            Assert.DoesNotContain(session, SessionRegistry.Sessions);
        }

        AssertNothingIsLeftOpen();
        GC.SuppressFinalize(this);
    }

    /// <summary>What is open now is there for good.</summary>
    protected void ForgetWhatIsOpen() => _openBefore = LeftOpen.Descriptors();

    protected void AssertNothingIsLeftOpen()
    {
        Assert.Equal(_openBefore, LeftOpen.Descriptors());

        // A thread may be on its last few instructions still.
        Assert.True(SpinWait.SpinUntil(() => LeftOpen.Threads() == 0, Long), "a thread of a session is left");
    }

    protected CaptureSession Start(CaptureOptions options)
    {
        var session = CaptureSession.Start(options);
        _sessions.Add(session);
        return session;
    }

    /// <summary>Starts a session and waits until it has ended by itself.</summary>
    protected CaptureSession Run(CaptureOptions options)
    {
        var session = Start(options);
        Assert.True(session.WaitForEnd(Long), $"the session has not ended: {session.SampleCount} samples");
        return session;
    }

    protected T Keep<T>(T other)
        where T : IDisposable
    {
        _others.Add(other);
        return other;
    }

    /// <summary>A shell that uses a CPU until the test ends.</summary>
    private protected ShellProcess Burn() => Keep(new ShellProcess("while :; do :; done"));

    private protected static CaptureError Refusal(CaptureOptions options) =>
        Assert.ThrowsAny<CaptureException>(() => CaptureSession.Start(options).Dispose()).Error;

    private protected static List<StreamEvent> Samples(CaptureSession session)
    {
        var reader = session.OpenReader();
        var samples = new List<StreamEvent>();
        while (reader.TryRead(out var entry))
        {
            if (entry.Kind == EventKind.Sample)
                samples.Add(entry);
        }

        Assert.True(reader.IsAtEnd);
        Assert.Equal(session.SampleCount, samples.Count);
        return samples;
    }

    private protected static ulong Now() => (ulong)ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
}
