using OProf.Capture.Counters;
using OProf.Capture.Sessions;

namespace OProf.Analysis.Tests.Counters;

/// <summary>Work whose runs are known beforehand; notes in which order it was run.</summary>
internal sealed class FakeWork(string name, List<string> order, CounterOptions options, Func<int, CounterRun> runOf) : CountedWork(name, options)
{
    private int _count;

    public override CounterRun Run(Action? waiting = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        order.Add(Name);
        return runOf(_count++);
    }

    public static CounterRun RunOf(double milliseconds, int exitCode = 0, params CounterValue[] counters) => new()
    {
        Counters = counters,
        WallTime = (long)(milliseconds * 1e6),
        UserTime = (long)(milliseconds * 0.5e6),
        SystemTime = (long)(milliseconds * 0.25e6),
        Command = new CommandResult { Command = ["fake"], ProcessId = 1, ExitReason = CommandExitReason.Exited, ExitCode = exitCode },
        Notices = [],
    };

    public static CounterValue Counted(string name, ulong value) => new(name, CounterStatus.Counted, "", value, 1_000, 1_000);
}
