using System.CommandLine;
using OProf.Analysis.Counters;
using OProf.Capture.Counters;
using OProf.Capture.Sessions;
using CommandResult = System.CommandLine.Parsing.CommandResult;

namespace OProf.Cli;

/// <summary><c>oprof stat</c>: its options, and what they mean.</summary>
internal sealed class StatCommand : Command
{
    private readonly Option<string[]> _event = new("--event", "-e")
    { Description = "Events as 'perf list' names them, with modifiers and groups. [default: common ones]", HelpName = "events" };

    private readonly Option<int?> _repeat = new("--repeat", "-r") { Description = "Runs that count. [default: 1]", HelpName = "count" };

    private readonly Option<int> _warmUp = new("--warmup", "-w") { Description = "Runs before them. [default: 0]", HelpName = "count" };

    private readonly Option<bool> _ignore = new("--ignore-exit-code", "-i") { Description = "Go on where a run ends with another exit code than 0." };

    private readonly Option<bool> _quiet = new("--discard-output") { Description = "Drop what the command writes." };

    private readonly string[] _command;

    /// <param name="command">What stands behind <c>--</c>: the command to launch and its arguments.</param>
    internal StatCommand(string[] command)
        : base(
            "stat",
            "Count what a command does, in one run or several, and print a row for each counter on standard error.\n"
            + "oprof stat [options] -- command [arguments]. Its exit code becomes oprof's.")
    {
        _command = command;
        foreach (var option in new Option[] { _event, _repeat, _warmUp, _ignore, _quiet })
            Add(option);
        Validators.Add(Validate);
        SetAction(Run);
    }

    private void Validate(CommandResult result)
    {
        if (_command.Length == 0)
            result.AddError("There is no command behind --.");
        if (result.GetValue(_repeat) < 1)
            result.AddError("--repeat is a number of runs, 1 or more.");
        if (result.GetValue(_warmUp) < 0)
            result.AddError("--warmup is a number of runs, 0 or more.");
    }

    private int Run(ParseResult parsed)
    {
        try
        {
            var options = new CounterOptions { CommandOutput = parsed.GetValue(_quiet) ? CommandOutput.Discard : CommandOutput.PassThrough };
            if (parsed.GetValue(_event) is { Length: > 0 } events)
                options = options with { Events = events };
            var benchmark = new CommandBenchmark(
                new CountedCommand(_command, options), null,
                new BenchmarkOptions { Repeat = parsed.GetValue(_repeat) ?? 1, WarmUp = parsed.GetValue(_warmUp), IgnoreExitCode = parsed.GetValue(_ignore) });
            using (var stop = new CancelSignals())
                benchmark.Run(null, stop.Token);
            return Print(benchmark.Measurement!);
        }
        catch (CaptureException e)
        {
            return ExitCode.Fail(e);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Fail("interrupted; the command was ended.");
        }
    }

    private static int Print(CommandMeasurement measurement)
    {
        Console.Error.WriteLine();
        Console.Error.Write(MeasurementText.Of(measurement));
        SessionText.SayNotices(measurement.Notices);
        if (measurement.Failure is { } failure)
            _ = ExitCode.Fail(failure);
        return ExitCode.Of(measurement.ExitCode, measurement.Signal);
    }
}
