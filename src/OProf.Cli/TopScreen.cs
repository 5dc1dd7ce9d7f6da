using System.Diagnostics;
using OProf.Analysis.Profiles.Live;
using OProf.Capture.Sessions;

namespace OProf.Cli;

/// <summary>Shows refreshes of a live top: in place at a terminal, else one below the other.</summary>
/// <param name="first">Rows of each event.</param>
/// <param name="count">Number of refreshes.</param>
/// <param name="interval">Time between two.</param>
internal sealed class TopScreen(int first, int count, TimeSpan interval)
{
    private static readonly TimeSpan s_endCheckInterval = TimeSpan.FromMilliseconds(100);

    private readonly LiveScreen? _screen = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" ? null : new LiveScreen();

    /// <summary>Runs until the number of refreshes is reached, the session ends, or it is cancelled.</summary>
    internal void Run(Session session, LiveTop top, CancellationToken cancellation)
    {
        long next = Stopwatch.GetTimestamp();
        for (int refresh = 0; refresh < count; refresh++)
        {
            next = Math.Max(next + (long)(interval.TotalSeconds * Stopwatch.Frequency), Stopwatch.GetTimestamp());
            while (!session.IsComplete && Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next) is { Ticks: > 0 } left)
            {
                if (cancellation.WaitHandle.WaitOne(left < s_endCheckInterval ? left : s_endCheckInterval))
                    return;
            }

            bool isLast = session.IsComplete;
            Show(top, cancellation);
            if (isLast)
                return;
        }
    }

    private void Show(LiveTop top, CancellationToken cancellation)
    {
        if (_screen is null)
        {
            foreach (string line in LiveText.Lines(top.Refresh(first, cancellation), int.MaxValue, int.MaxValue))
                Console.Out.WriteLine(line);
            Console.Out.WriteLine();
            return;
        }

        int height = Console.WindowHeight;
        int rows = (height > 0 ? height : LiveScreen.UsualHeight) - LiveScreen.HeadLines - 1;
        Console.Out.Write(_screen.Frame(top.Refresh(Math.Clamp(first, 1, Math.Max(1, rows)), cancellation), Console.WindowWidth, height));
    }
}
