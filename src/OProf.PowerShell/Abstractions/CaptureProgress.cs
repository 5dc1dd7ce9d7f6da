using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using OProf.Capture.Sessions;

namespace OProf.PowerShell.Abstractions;

/// <summary>How far a session is, for a progress bar, and when it has been waited for long enough.</summary>
/// <param name="session">The session.</param>
/// <param name="limit">Elapsed time at which it is to be stopped; null where it ends by itself.</param>
/// <param name="timeout">Longest time to wait from now, pauses of the session included; null for as long as it takes.</param>
internal sealed class CaptureProgress(Session session, TimeSpan? limit, TimeSpan? timeout)
{
    // Near the limit of a suspended session, whose time stands still, waiting shall not become spinning.
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);

    private readonly Stopwatch _waited = Stopwatch.StartNew();

    /// <summary>Whether the limit or the timeout has been reached.</summary>
    public bool IsOver => Left() <= TimeSpan.Zero;

    /// <summary>The time to wait: an interval, or less where the end is nearer.</summary>
    public TimeSpan TimeToNext(TimeSpan interval)
    {
        var left = Left();
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left >= interval ? interval : left > s_shortest ? left : s_shortest;
    }

    /// <summary>The record to show.</summary>
    public ProgressRecord Record(ProgressRecordType type)
    {
        var elapsed = session.Elapsed;
        string status = string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:F1} s, {session.SampleCount:N0} samples, {SessionLosses.Count(session):N0} lost");
        var record = new ProgressRecord(session.Id, $"Capturing {session.Target}", status) { RecordType = type };
        if ((limit ?? session.Options.Duration) is { } end && end > TimeSpan.Zero && timeout is null)
        {
            record.PercentComplete = (int)Math.Clamp(100 * (elapsed / end), 0, 100);
            record.SecondsRemaining = (int)Math.Max(0, Math.Ceiling((end - elapsed).TotalSeconds));
        }
        else if (timeout is { } most && most > TimeSpan.Zero)
        {
            record.PercentComplete = (int)Math.Clamp(100 * (_waited.Elapsed / most), 0, 100);
            record.SecondsRemaining = (int)Math.Max(0, Math.Ceiling((most - _waited.Elapsed).TotalSeconds));
        }
        else if (session.Options.MaxSamples is { } samples and > 0)
        {
            record.PercentComplete = (int)Math.Clamp(100.0 * session.SampleCount / samples, 0, 100);
        }

        return record;
    }

    // A session's own clock stands still while it is suspended.
    private TimeSpan Left()
    {
        var byLimit = limit is { } end ? end - session.Elapsed : TimeSpan.MaxValue;
        var byTimeout = timeout is { } most ? most - _waited.Elapsed : TimeSpan.MaxValue;
        return byLimit < byTimeout ? byLimit : byTimeout;
    }
}
