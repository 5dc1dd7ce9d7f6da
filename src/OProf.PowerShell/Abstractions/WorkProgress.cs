using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace OProf.PowerShell.Abstractions;

/// <summary>
/// A progress bar for work that takes longer than a second. For the thread of the cmdlet, on which what works has to
/// report.
/// </summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="activity">What is done.</param>
internal sealed class WorkProgress(Cmdlet cmdlet, string activity) : IProgress<double>, IProgress<long>, IDisposable
{
    private const int ActivityId = 0x0F0F;
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private TimeSpan _next = s_first;

    /// <summary>Shows which part is done: 0 to 1.</summary>
    public void Report(double value)
    {
        if (_elapsed.Elapsed < _next)
            return;
        int percent = (int)Math.Clamp(100 * value, 0, 100);
        Show(new ProgressRecord(ActivityId, activity, string.Create(CultureInfo.InvariantCulture, $"{percent} %")) { PercentComplete = percent });
    }

    /// <summary>Shows how many samples are done, of a number that is not known.</summary>
    public void Report(long value)
    {
        if (_elapsed.Elapsed >= _next)
            Show(new ProgressRecord(ActivityId, activity, string.Create(CultureInfo.InvariantCulture, $"{value:N0} samples")));
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        if (_next > s_first)
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
    }

    private void Show(ProgressRecord record)
    {
        _next = _elapsed.Elapsed + s_interval;
        cmdlet.WriteProgress(record);
    }
}
