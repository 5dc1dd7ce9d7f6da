using System.Globalization;
using System.Management.Automation;
using OProf.Analysis.Counters;

namespace OProf.PowerShell.Abstractions;

/// <summary>The progress bar of a benchmark. For the cmdlet's own thread.</summary>
/// <param name="cmdlet">The cmdlet.</param>
internal sealed class BenchmarkProgressBar(Cmdlet cmdlet) : IProgress<BenchmarkProgress>, IDisposable
{
    private const int ActivityId = 0x0F10;

    // PowerShell takes milliseconds for a record, which would fall between two short runs.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly System.Diagnostics.Stopwatch _elapsed = System.Diagnostics.Stopwatch.StartNew();
    private TimeSpan _next = s_interval;

    /// <inheritdoc/>
    public void Report(BenchmarkProgress value)
    {
        if (_elapsed.Elapsed < _next)
            return;
        _next = _elapsed.Elapsed + s_interval;
        string status = string.Create(CultureInfo.InvariantCulture, $"run {value.Done + 1:N0} of {value.Total:N0}");
        cmdlet.WriteProgress(new ProgressRecord(ActivityId, $"Measuring {value.Name}", status)
        {
            PercentComplete = (int)(100L * value.Done / value.Total),
            SecondsRemaining = value.Remaining is { } left ? (int)Math.Min(int.MaxValue, Math.Ceiling(left.TotalSeconds)) : -1,
        });
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        if (_next > s_interval)
            cmdlet.WriteProgress(new ProgressRecord(ActivityId, "Measuring", "Done") { RecordType = ProgressRecordType.Completed });
    }
}
