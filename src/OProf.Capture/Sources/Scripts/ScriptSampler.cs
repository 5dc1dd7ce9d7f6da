using System.Runtime.InteropServices;
using OProf.Capture.Markers;
using OProf.Capture.Native;
using OProf.Capture.Sessions;

namespace OProf.Capture.Sources.Scripts;

/// <summary>
/// Looks about a thousand times a second, on a thread of its own, which calls of a script run, and puts each look with its
/// time into the session's inbox. The script is not stopped for it and waits for nothing.
/// </summary>
/// <remarks>
/// A look goes into the inbox even where it saw what the one before did: so a sample between two that agree is known to be
/// right, and a look that was lost is made good by the next one.
/// </remarks>
internal sealed class ScriptSampler
{
    /// <summary>Time between two looks.</summary>
    internal const int IntervalMilliseconds = 1;

    // Looks take no more than this part of a CPU, however deep the calls are, as long as that leaves some twenty a second.
    private const int LeastPartOfTime = 20;
    private const int LongestIntervalMilliseconds = 50;

    private const int LooksInAverage = 16;

    // A look that lasts longer was held up by something, and says what was there some time before its time.
    private const long LongLookNanoseconds = 500_000;
    private const int MaxAttempts = 3;
    private const int MaxFailures = 100;
    private const int MaxDepth = 512;
    private const int MostOfEndMilliseconds = 1000;

    private readonly IScriptCalls _stack;
    private readonly int _threadId;
    private readonly InboxRing _ring;
    private readonly List<ScriptFrame> _frames = [];
    private readonly object _stop = new();
    private readonly Thread _thread;
    private volatile bool _isClosed;
    private volatile string? _failure;
    private int _failures;
    private long _cut;
    private long _notTaken;

    /// <summary>Makes a sampler; nothing runs yet.</summary>
    /// <param name="stack">What says the calls.</param>
    /// <param name="threadId">The thread that runs them.</param>
    /// <param name="ring">A ring of the inbox, for looks alone.</param>
    public ScriptSampler(IScriptCalls stack, int threadId, InboxRing ring)
    {
        _threadId = threadId;
        _stack = stack;
        _ring = ring;
        _thread = new Thread(Run) { IsBackground = true, Name = "OProf script" };
    }

    /// <summary>The stacks that looks refer to.</summary>
    public ScriptStackTable Stacks { get; } = new();

    /// <summary>Begins: the first look is taken when it returns.</summary>
    /// <returns>False where the system has no thread for it.</returns>
    public bool Start()
    {
        Look();
        try
        {
            _thread.Start();
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    /// <summary>Puts nothing into the inbox any more, once all who hit markers have been waited for.</summary>
    public void Close()
    {
        lock (_stop)
        {
            _isClosed = true;
            Monitor.Pulse(_stop);
        }
    }

    /// <summary>Waits until the thread has ended, which is at once after <see cref="Close"/>.</summary>
    public void Join()
    {
        if ((_thread.ThreadState & ThreadState.Unstarted) == 0)
            _thread.Join(MostOfEndMilliseconds);
    }

    /// <summary>What has to be known of the looks.</summary>
    public IEnumerable<SessionNotice> Notices()
    {
        foreach (var notice in _stack.Notices)
            yield return notice;
        if (_failure is { } failure)
            yield return new SessionNotice("OProfScriptStackUnreadable", $"The script's calls could not be read ({failure}): samples from then on have no frames of the script.");
        if (Volatile.Read(ref _cut) is > 0 and var cut)
            yield return new SessionNotice("OProfScriptFramesCut", FormattableString.Invariant($"{cut} looks at the script found more than {MaxDepth} calls in each other: the outer ones are left out."));
        if (Volatile.Read(ref _notTaken) is > 0 and var notTaken)
            yield return new SessionNotice("OProfScriptStacksFull", FormattableString.Invariant($"The script had more than {Stacks.Count - 1} different stacks: {notTaken} looks are without their inner calls."));
    }

    private static long Now() => ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);

    private void Run()
    {
        _ = SyncPriority.Raise();
        int wait = IntervalMilliseconds;
        long used = ClockGettime.Nanoseconds(ClockGettime.CLOCK_THREAD_CPUTIME_ID);
        long average = 0;
        while (!WaitForStop(wait) && Look())
        {
            // What a look itself takes: time in which something else had the CPU is none of its cost.
            long now = ClockGettime.Nanoseconds(ClockGettime.CLOCK_THREAD_CPUTIME_ID);
            average += (now - used - average) / LooksInAverage;
            used = now;
            wait = (int)Math.Clamp(average * LeastPartOfTime / 1_000_000, IntervalMilliseconds, LongestIntervalMilliseconds);
        }
    }

    private bool WaitForStop(int milliseconds)
    {
        lock (_stop)
            return _isClosed || Monitor.Wait(_stop, milliseconds);
    }

    private bool Look()
    {
        if (!TryRead())
        {
            if (_failure is null)
                return true;
            _frames.Clear();
        }

        if (_frames.Count > MaxDepth)
        {
            _frames.RemoveRange(MaxDepth, _frames.Count - MaxDepth);
            _cut++;
        }

        if (!Stacks.TryIntern(CollectionsMarshal.AsSpan(_frames), out int number))
            _notTaken++;
        return Say(number) && _failure is null;
    }

    private bool TryRead()
    {
        for (int attempt = 1; ; attempt++)
        {
            long begin = Now();
            _frames.Clear();
            try
            {
                _stack.Read(_frames);
                _failures = 0;
            }
            catch (Exception e)
            {
                // It reads what another thread changes: once is no reason to give up.
                if (++_failures == MaxFailures)
                    _failure = e.Message;
                return false;
            }

            if (attempt == MaxAttempts || Now() - begin < LongLookNanoseconds)
                return true;
        }
    }

    private bool Say(int number)
    {
        // As long as a thread is in here the inbox stays.
        var reader = MarkerReaders.Enter();
        try
        {
            if (_isClosed)
                return false;
            var head = new InboxHead(-1, MarkerInbox.OwnProcessId, _threadId, InboxRecord.IsScriptLook);
            if (_ring.TryBegin(0, sizeof(ulong), head, 0, out var reservation, out var body))
            {
                MemoryMarshal.Write(body, (ulong)(uint)number);
                _ring.End(reservation);
            }

            return true;
        }
        finally
        {
            MarkerReaders.Exit(reader);
        }
    }
}
