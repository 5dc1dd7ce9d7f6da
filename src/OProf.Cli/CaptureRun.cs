using System.Globalization;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;

namespace OProf.Cli;

/// <summary>Captures, and then writes what was asked for.</summary>
internal sealed class CaptureRun(CaptureRequest request)
{
    private const int NoticesOfAKind = 3;
    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(500);

    /// <returns>The exit code.</returns>
    internal int Run()
    {
        try
        {
            // Opened before anything is captured: a file that cannot be written must not cost a capture.
            using var output = request.Output is null ? null : new SampleFile(request.Output);
            using var session = CaptureSession.Start(request.Options);
            using (new StopSignals(session))
                WaitForEnd(session);
            output?.Write(SampleResolver.For(session));
            if (request.Quiet || request.Output == SampleFile.StandardOutput)
                SayNotices(session.Notices);
            else
                Report(session);
            SayEnd(session);
            return ExitCode.Of(session);
        }
        catch (CaptureException e)
        {
            return ExitCode.Fail(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ExitCode.Fail(e.Message);
        }
    }

    // A command has the terminal for itself; otherwise somebody waits before an empty one.
    private void WaitForEnd(CaptureSession session)
    {
        if (request.Options.Command is not null || Console.IsErrorRedirected)
        {
            session.WaitForEnd(Timeout.InfiniteTimeSpan);
            return;
        }

        int width = 0;
        while (!session.WaitForEnd(s_progressInterval))
        {
            string text = string.Create(
                CultureInfo.InvariantCulture,
                $"{session.Elapsed.TotalSeconds:F1} s, {session.SampleCount} samples, {session.LostCount} lost");
            width = Math.Max(width, text.Length);
            Console.Error.Write("\r" + text.PadRight(width));
        }

        Console.Error.Write("\r" + new string(' ', width) + "\r");
    }

    private void Report(CaptureSession session)
    {
        var report = SampleReport.Measure(session, request.By);
        using (var table = new StreamWriter(Console.OpenStandardOutput()))
            new ReportTable(report).Write(table, request.Top);
        SayNotices(report.Notices);
    }

    // A system has a hundred stripped files: a few of a kind tell what is the matter.
    private static void SayNotices(IReadOnlyList<SessionNotice> notices)
    {
        var said = new Dictionary<string, int>();
        foreach (var notice in notices)
        {
            said.TryGetValue(notice.Id, out int count);
            said[notice.Id] = count + 1;
            if (count < NoticesOfAKind)
                Console.Error.WriteLine($"oprof: {notice.Message} [{notice.Id}]");
        }

        foreach (var (id, count) in said)
        {
            if (count > NoticesOfAKind)
                Console.Error.WriteLine($"oprof: and {count - NoticesOfAKind} more [{id}]");
        }
    }

    private static void SayEnd(CaptureSession session)
    {
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"oprof: {session.SampleCount} samples, {session.LostCount} lost, {session.Elapsed.TotalSeconds:F3} s of {session.Target}; ended: {session.EndReason}"));
        if (session.Failure is { } failure)
            Console.Error.WriteLine($"oprof: {failure.Message}");
    }
}
