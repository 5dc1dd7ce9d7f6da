using System.Diagnostics;
using OProf.Capture.Counters;

namespace OProf.Analysis.Counters;

/// <summary>Runs a command or a block of code under counters, often enough, and another one in turn with it where they are to be compared.</summary>
public sealed class CommandBenchmark
{
    private readonly CountedWork[] _works;
    private readonly List<CounterRun>[] _runs;
    private readonly BenchmarkOptions _options;
    private readonly Stopwatch _elapsed = new();
    private CounterRun? _failed;
    private int _failedWork;
    private int _done;

    /// <summary>A benchmark.</summary>
    /// <param name="work">What is measured.</param>
    /// <param name="reference">What it is compared with; null for nothing.</param>
    /// <param name="options">How often.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not to be run once, or a number makes no sense.</exception>
    public CommandBenchmark(CountedWork work, CountedWork? reference, BenchmarkOptions options)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Repeat, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.WarmUp);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Within);
        _works = reference is null ? [work] : [work, reference];
        _runs = [.. _works.Select(_ => new List<CounterRun>())];
        _options = options;
    }

    /// <summary>What was measured; after <see cref="Run"/>. Null where a failure of the reference left nothing of it.</summary>
    public CommandMeasurement? Measurement { get; private set; }

    /// <summary>What that was compared with; null for nothing.</summary>
    public CommandMeasurement? Reference { get; private set; }

    /// <summary>The comparison; null where there is no reference, or a failure left nothing to compare.</summary>
    public CommandComparison? Comparison { get; private set; }

    /// <summary>Measures. Once.</summary>
    /// <param name="progress">Told on this thread; may be null.</param>
    /// <param name="cancellation">Ends the work, and then the call.</param>
    /// <exception cref="Capture.Sessions.CaptureException">It could not be run or counted.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing runs any more, and nothing is left.</exception>
    public void Run(IProgress<BenchmarkProgress>? progress = null, CancellationToken cancellation = default)
    {
        _elapsed.Start();
        try
        {
            for (int round = -_options.WarmUp; round < _options.Repeat && _failed is null; round++)
            {
                for (int i = 0; i < _works.Length && _failed is null; i++)
                    RunOnce(i, counts: round >= 0, progress, cancellation);
            }
        }
        catch
        {
            foreach (var run in _runs.SelectMany(runs => runs))
                run.Session?.Dispose();
            throw;
        }

        Measurement = Measure(0);
        Reference = _works.Length > 1 ? Measure(1) : null;
        if (Measurement is not null && Reference is not null && !Measurement.Failed && !Reference.Failed)
            Comparison = new CommandComparison(Measurement, Reference, _options.Within);
    }

    private void RunOnce(int index, bool counts, IProgress<BenchmarkProgress>? progress, CancellationToken cancellation)
    {
        var work = _works[index];
        progress?.Report(Progress(work));
        var run = work.Run(() => progress?.Report(Progress(work)), cancellation);
        _done++;
        if (run.Failed && !_options.IgnoreExitCode)
        {
            _failed = run;
            _failedWork = index;
            if (_runs[index].Count > 0)
                run.Session?.Dispose();
        }
        else if (counts)
        {
            _runs[index].Add(run);
        }
        else
        {
            run.Session?.Dispose();
        }
    }

    private CommandMeasurement? Measure(int index)
    {
        var failed = _failedWork == index ? _failed : null;
        List<CounterRun> runs = _runs[index].Count == 0 && failed is not null ? [failed] : _runs[index];
        return runs.Count == 0 ? null : new CommandMeasurement(_works[index], runs, _options.WarmUp, failed);
    }

    private BenchmarkProgress Progress(CountedWork work)
    {
        int total = (_options.WarmUp + _options.Repeat) * _works.Length;
        return new BenchmarkProgress(_done, total, work.Name, _done > 0 ? _elapsed.Elapsed / _done * (total - _done) : null);
    }
}
