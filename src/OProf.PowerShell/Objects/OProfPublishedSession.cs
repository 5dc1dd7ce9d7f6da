using OProf.Capture.Sessions;
using OProf.Capture.Sessions.Publishing;
using OProf.PowerShell.Completion;
using OProf.PowerShell.Formatting;

namespace OProf.PowerShell.Objects;

/// <summary>A session of another process, as it was when it was listed. Every property is a plain value.</summary>
public sealed class OProfPublishedSession
{
    internal OProfPublishedSession(PublishedSession published)
    {
        Published = published;
        Process = RunningProcess.NameOf(published.ProcessId);
    }

    /// <summary>The process that captures.</summary>
    public int ProcessId => Published.ProcessId;

    /// <summary>Name of that process; null where it is dead.</summary>
    public string? Process { get; }

    /// <summary>Number of the session in that process.</summary>
    public int Id => Published.SessionId;

    /// <summary>Its name.</summary>
    public string Name => Published.Name;

    /// <summary>Running, stopped, or failed where its process died.</summary>
    public SessionState State =>
        Published.HasEnded ? SessionState.Stopped : Published.IsWriterAlive ? SessionState.Running : SessionState.Failed;

    /// <summary>What it captures.</summary>
    public string Target => Published.Description.Target;

    /// <summary>The events.</summary>
    public string Event => string.Join(", ", Published.Description.Events);

    /// <summary>The CPUs, as a list of ranges.</summary>
    public string Cpu => RangeText.Of(Published.Description.Cpus);

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartTime => Published.Description.StartTime;

    /// <summary>Time captured, a moment before it was listed.</summary>
    public TimeSpan Elapsed => Published.Elapsed;

    /// <summary>Samples captured, a moment before it was listed.</summary>
    public long SampleCount => Published.SampleCount;

    /// <summary>The engine's session.</summary>
    internal PublishedSession Published { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
