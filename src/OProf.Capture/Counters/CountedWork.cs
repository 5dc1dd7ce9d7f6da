using OProf.Capture.Environments;
using OProf.Capture.Native;
using OProf.Capture.Sessions;
using OProf.Capture.Sources.PerfEvents.Events;

namespace OProf.Capture.Counters;

/// <summary>Something that can be run under counters again and again: a command, or a block of code.</summary>
public abstract class CountedWork
{
    /// <summary>How often somebody who waits is told.</summary>
    private protected static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(200);

    private protected CountedWork(string name, CounterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!OperatingSystem.IsLinux())
            throw PerfFailure.ToException(new PerfAttempt(PerfOperation.Open, "", 0, -1), Errno.ENOSYS);
        Name = name;
        Options = options;
        Groups = EventSelection.Parse(string.Join(',', options.Events)).Groups;
    }

    /// <summary>What it is, in a word or a line.</summary>
    public string Name { get; }

    /// <summary>What is counted.</summary>
    public CounterOptions Options { get; }

    /// <summary>The events, parsed.</summary>
    private protected IReadOnlyList<EventGroup> Groups { get; }

    /// <summary>Runs it once, and returns when it has ended.</summary>
    /// <param name="waiting">Called on this thread a few times a second while it runs, where this thread only waits; may be null.</param>
    /// <param name="cancellation">Ends a command, by force where it takes no notice, and then the call.</param>
    /// <exception cref="CaptureException">It could not be run or counted; nothing is left open then.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the work has ended.</exception>
    public abstract CounterRun Run(Action? waiting = null, CancellationToken cancellation = default);

    private protected static List<SessionNotice> NoticesOf(CounterSet counters)
    {
        var notices = new List<SessionNotice>();
        if (counters.KernelHidden)
        {
            notices.Add(new SessionNotice(
                "OProfKernelNotCounted",
                "What happened in the kernel is not counted (events with :u): kernel.perf_event_paranoid or a missing CAP_PERFMON does not allow it."));
        }

        return notices;
    }
}
