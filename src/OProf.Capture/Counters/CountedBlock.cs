using OProf.Capture.Native;
using OProf.Capture.Sessions;

namespace OProf.Capture.Counters;

/// <summary>
/// A block of code under counters: the thread that runs it, and threads and processes that it starts. What it gives to threads
/// that are there already (a thread pool's) is not in the counters, and is said where it is much. The CPU times are of the whole
/// process.
/// </summary>
public sealed class CountedBlock : CountedWork
{
    // Other threads of a process always do something: the JIT, the garbage collector, a prompt.
    private const double ShareToSay = 0.2;
    private const long TimeToSay = 50_000_000;

    private readonly Func<Exception?> _block;
    private readonly CounterOpenings _openings = new();

    /// <summary>A block of code to run.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="block">Runs the code, and returns what it failed with or null; what it throws ends the measurement.</param>
    /// <param name="options">What is counted.</param>
    /// <exception cref="CaptureException">The events cannot be understood, or this is not Linux.</exception>
    public CountedBlock(string name, Func<Exception?> block, CounterOptions options)
        : base(name, options)
    {
        ArgumentNullException.ThrowIfNull(block);
        _block = block;
    }

    /// <inheritdoc/>
    public override CounterRun Run(Action? waiting = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();

        // The session first: its threads are started here, and are not to be counted.
        CaptureSession? session = null;
        try
        {
            if (Options.Profile is { } profile)
                session = CaptureSession.Start(profile with { Command = null, ProcessIds = [Environment.ProcessId], ProcessNames = [] });
            using var counters = CounterSet.Open(Groups, 0, onExec: false, _openings);
            var before = ProcessTimes();
            long start = ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
            Exception? failure;
            counters.Enable();
            try
            {
                failure = _block();
            }
            finally
            {
                counters.Disable();
            }

            long end = ClockGettime.Nanoseconds(ClockGettime.CLOCK_MONOTONIC);
            var after = ProcessTimes();
            session?.Stop();
            var values = counters.Read();
            var notices = NoticesOf(counters);
            long used = after.User + after.System - before.User - before.System;
            AddOthers(notices, values, used);
            return new CounterRun
            {
                Counters = values,
                WallTime = end - start,
                UserTime = after.User - before.User,
                SystemTime = after.System - before.System,
                Exception = failure,
                Session = session,
                Notices = notices,
            };
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    private static (long User, long System) ProcessTimes()
    {
        _ = GetRusage.Invoke(GetRusage.RUSAGE_SELF, out var self);
        _ = GetRusage.Invoke(GetRusage.RUSAGE_CHILDREN, out var children);
        return (self.UserTime + children.UserTime, self.SystemTime + children.SystemTime);
    }

    private static void AddOthers(List<SessionNotice> notices, CounterValue[] values, long used)
    {
        int clock = Array.FindIndex(values, value => value is { Name: "task-clock", Status: CounterStatus.Counted });
        if (clock < 0)
            return;
        double others = used - values[clock].Value;
        if (others < TimeToSay || others < ShareToSay * used)
            return;
        notices.Add(new SessionNotice(
            "OProfThreadsNotCounted",
            FormattableString.Invariant($"Threads that were there before used {others / 1e6:F0} ms of the process's {used / 1e6:F0} ms of CPU time; the counters are of the thread that ran the block and of what that started.")));
    }
}
