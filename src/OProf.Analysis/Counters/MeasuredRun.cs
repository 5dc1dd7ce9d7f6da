using OProf.Capture.Counters;

namespace OProf.Analysis.Counters;

/// <summary>One run of a measurement.</summary>
public sealed class MeasuredRun
{
    internal MeasuredRun(int number, CounterRun run)
    {
        Number = number;
        Run = run;
    }

    /// <summary>Its number, from 1.</summary>
    public int Number { get; }

    /// <summary>Time from start to end.</summary>
    public TimeSpan WallTime => Time(Run.WallTime);

    /// <summary>CPU time in user space.</summary>
    public TimeSpan UserTime => Time(Run.UserTime);

    /// <summary>CPU time in the kernel.</summary>
    public TimeSpan SystemTime => Time(Run.SystemTime);

    /// <summary>The command's exit code; null for a block of code, and where a signal ended it.</summary>
    public int? ExitCode => Run.Command?.ExitCode;

    /// <summary>The signal that ended the command.</summary>
    public int? Signal => Run.Command?.Signal;

    /// <summary>Whether it ended with another exit code than 0, by a signal or with an exception.</summary>
    public bool Failed => Run.Failed;

    /// <summary>The command's process id.</summary>
    public int? ProcessId => Run.Command?.ProcessId;

    /// <summary>What the command wrote to its standard output, where that was captured.</summary>
    public string? StandardOutput => Run.Command?.StandardOutput;

    /// <summary>What the command wrote to its standard error, where that was captured.</summary>
    public string? StandardError => Run.Command?.StandardError;

    /// <summary>The engine's run.</summary>
    internal CounterRun Run { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{WallTime.TotalSeconds}");

    private static TimeSpan Time(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
