using System.Globalization;
using System.Management.Automation;
using OProf.Capture.Sessions;

namespace OProf.PowerShell.Abstractions;

/// <summary>How far a session is, for a progress bar.</summary>
/// <param name="session">The session.</param>
/// <param name="limit">Elapsed time at which it is to be stopped; null where it ends by itself.</param>
internal sealed class CaptureProgress(CaptureSession session, TimeSpan? limit)
{
    /// <summary>Whether the session has reached the limit.</summary>
    public bool IsOver => limit is { } end && session.Elapsed >= end;

    /// <summary>The time to wait: an interval, or less where the limit is nearer.</summary>
    public TimeSpan TimeToNext(TimeSpan interval)
    {
        if (limit is not { } end || session.State == OProf.Capture.Sessions.SessionState.Suspended)
            return interval;
        var left = end - session.Elapsed;
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < interval ? left : interval;
    }

    /// <summary>The record to show.</summary>
    public ProgressRecord Record(ProgressRecordType type)
    {
        var elapsed = session.Elapsed;
        string status = string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:F1} s, {session.SampleCount:N0} samples, {SessionLosses.Count(session):N0} lost");
        var record = new ProgressRecord(session.Id, $"Capturing {session.Target}", status) { RecordType = type };
        if ((limit ?? session.Options.Duration) is { } end && end > TimeSpan.Zero)
        {
            record.PercentComplete = (int)Math.Clamp(100 * (elapsed / end), 0, 100);
            record.SecondsRemaining = (int)Math.Max(0, Math.Ceiling((end - elapsed).TotalSeconds));
        }
        else if (session.Options.MaxSamples is { } most and > 0)
        {
            record.PercentComplete = (int)Math.Clamp(100.0 * session.SampleCount / most, 0, 100);
        }

        return record;
    }
}
