using System.Globalization;
using OProf.Analysis.Formats;
using OProf.Analysis.Profiles;
using OProf.Capture.Sessions;

namespace OProf.Cli;

/// <summary>Captures, and then writes what was asked for.</summary>
internal sealed class CaptureRun(CaptureRequest request)
{
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
                SessionText.SayNotices(session.Notices);
            else
                SessionText.Report(session, request.By, request.OffCpu, request.Top);
            SessionText.SayEnd(session);
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
        catch (Exception e) when (request.Options.Path is { } path && ImportErrors.Of(e, path) is { } error)
        {
            return ExitCode.Fail(error);
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
}
