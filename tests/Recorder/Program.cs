using System.Globalization;
using OProf.Capture.Sessions;

namespace OProf.Recorder;

/// <summary>
/// A process of its own that records the system to a folder, for tests and measurements that kill it or weigh it.
/// <code>oprof-recorder FOLDER FREQUENCY [SECONDS]</code>
/// Says a line when it has begun, and one when it has ended; without a time it ends when its input does.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            using var session = CaptureSession.Start(new CaptureOptions
            {
                Path = arguments[0],
                Events = new[] { "cpu-clock" },
                PublishedSize = arguments.Length > 2 ? 4 << 20 : 64 << 20,
                Frequency = int.Parse(arguments[1], CultureInfo.InvariantCulture),
                Duration = arguments.Length > 2 ? TimeSpan.FromSeconds(double.Parse(arguments[2], CultureInfo.InvariantCulture)) : null,
            });
            Console.WriteLine($"began {session.Id}");
            if (arguments.Length > 2)
                session.WaitForEnd(Timeout.InfiniteTimeSpan);
            else
                Console.In.ReadToEnd();
            session.Stop();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"ended {session.EndReason}: {session.SampleCount} samples, {session.LostCount} lost, {session.RecordedBytes} bytes"));
            if (session.Failure is not CaptureException failure)
                return session.Failure is null ? 0 : 2;
            Console.WriteLine($"failed {failure.Error.Id}: {failure.Message}");
            return 1;
        }
        catch (CaptureException e)
        {
            Console.WriteLine($"refused {e.Error.Id}: {e.Message}");
            return 1;
        }
    }
}
