using System.Diagnostics;

namespace OProf.Benchmarks;

/// <summary>Repeats and sorts.</summary>
internal static class Measured
{
    /// <summary>Runs something several times and prints the median of its milliseconds, and their range.</summary>
    public static void Milliseconds(string name, int repetitions, Action action) => Print(name, repetitions, () =>
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    });

    /// <summary>Takes a figure in milliseconds several times and prints its median and range.</summary>
    public static void Print(string name, int repetitions, Func<double> measure)
    {
        double[] taken = [.. Enumerable.Range(0, repetitions).Select(_ => measure()).Order()];
        Console.WriteLine($"{name,-52} {taken[taken.Length / 2],9:F1} ms   ({taken[0]:F1} to {taken[^1]:F1})");
    }
}
