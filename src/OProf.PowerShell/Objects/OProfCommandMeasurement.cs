using OProf.Analysis.Counters;

namespace OProf.PowerShell.Objects;

/// <summary>A command or script block that was measured. The lists are lines of text where it is exported.</summary>
public sealed class OProfCommandMeasurement
{
    internal OProfCommandMeasurement(CommandMeasurement measurement, double within)
    {
        Measurement = measurement;
        Within = within;
        Session = new OProfSessionList(measurement.Sessions.Select(OProfSession.Of));
    }

    /// <summary>The command or script block.</summary>
    public string Name => Measurement.Name;

    /// <summary>How many runs the numbers are of.</summary>
    public int Repeat => Measurement.Repeat;

    /// <summary>How many runs there were before them.</summary>
    public int WarmUp => Measurement.WarmUp;

    /// <summary>Mean time from start to end.</summary>
    public TimeSpan WallTime => Measurement.WallTime;

    /// <summary>Mean CPU time in user space; of a script block, of this whole process.</summary>
    public TimeSpan UserTime => Measurement.UserTime;

    /// <summary>Mean CPU time in the kernel; of a script block, of this whole process.</summary>
    public TimeSpan SystemTime => Measurement.SystemTime;

    /// <summary>Exit code of the run that failed, else of the last one; null for a script block, and where a signal ended it.</summary>
    public int? ExitCode => Measurement.ExitCode;

    /// <summary>The signal that ended the command.</summary>
    public int? Signal => Measurement.Signal;

    /// <summary>Whether a run failed and ended the measurement.</summary>
    public bool Failed => Measurement.Failed;

    /// <summary>How many runs would tell the mean time to the share -Within, going by those there are; null for one run.</summary>
    public int? NeededRepeat => Measurement.Needed(Within)?.Repeat;

    /// <summary>How long these would take.</summary>
    public TimeSpan? NeededTime => Measurement.Needed(Within)?.Time;

    /// <summary>The counters, by number or name, the three times last.</summary>
    public CounterList Counters => Measurement.Counters;

    /// <summary>The runs.</summary>
    public RunList Runs => Measurement.Runs;

    /// <summary>The sessions that sampled the runs, with -Profile.</summary>
    public OProfSessionList Session { get; }

    /// <summary>What has to be known to read the numbers rightly, one sentence or more.</summary>
    public string Notice => string.Join(" ", Measurement.Notices.Select(notice => notice.Message));

    /// <summary>The engine's measurement.</summary>
    internal CommandMeasurement Measurement { get; }

    /// <summary>The share for which the needed runs are.</summary>
    internal double Within { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
