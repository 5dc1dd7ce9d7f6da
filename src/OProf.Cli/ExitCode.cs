using System.Globalization;
using OProf.Capture.Sessions;

namespace OProf.Cli;

/// <summary>What <c>oprof</c> returns; where it launched a command, what that returned.</summary>
internal static class ExitCode
{
    internal const int Success = 0;
    internal const int Failure = 1;
    internal const int Usage = 2;

    /// <summary>What a shell adds to the number of the signal that ended a command.</summary>
    private const int SignalBase = 128;

    internal static int Of(CaptureSession session)
    {
        if (session.State == SessionState.Failed)
            return Failure;
        return Of(session.Command?.ExitCode, session.Command?.Signal);
    }

    /// <summary>That of a command, as a shell gives it.</summary>
    internal static int Of(int? exitCode, int? signal) => signal is { } number ? SignalBase + number : exitCode ?? Success;

    /// <summary>Says an error, with what to do about it, on standard error.</summary>
    internal static int Fail(CaptureException exception)
    {
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"oprof: {exception.Error.Message} [{exception.Error.Id}]"));
        if (exception.Error.Remedy.Length != 0)
            Console.Error.WriteLine(exception.Error.Remedy);
        return Failure;
    }

    internal static int Fail(string message)
    {
        Console.Error.WriteLine($"oprof: {message}");
        return Failure;
    }
}
